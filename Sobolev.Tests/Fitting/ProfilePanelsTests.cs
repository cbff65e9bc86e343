using Sobolev.Data;
using Sobolev.Fitting;
using Sobolev.Randomness;

namespace Sobolev.Tests.Fitting;

public sealed class ProfilePanelsTests
{
    [Fact]
    public void Of_a_long_sorted_table_rows_from_end_to_end_are_shown()
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];
        var table = new DerivativeTable(["x"], ["y"], x.Length, x, [.. x.Select(v => v * v)], [.. x.Select(v => 2 * v)], null);
        var shown = ProfilePanels.Data(table, 0, new RandomStream(0, "rows/shown"));
        Assert.Equal(200, shown.X.Distinct().Count());
        // 50 of each quarter are expected, with a deviation of 5.5
        Assert.All(Enumerable.Range(0, 4), quarter => Assert.InRange(shown.X.Count(v => (int)(4 * v) == quarter), 25, 75));
        Assert.Equal(shown.X.Select(v => v * v), shown.Y);
        Assert.Equal(shown.X.Select(v => 2 * v), shown.Slopes!);
    }
}
