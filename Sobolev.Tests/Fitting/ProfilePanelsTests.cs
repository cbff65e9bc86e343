using Sobolev.Data;
using Sobolev.Fitting;
using Sobolev.Randomness;

namespace Sobolev.Tests.Fitting;

public sealed class ProfilePanelsTests
{
    /// <summary>Two outputs of four inputs: two rows of three panels each would hold six inputs, so all are shown.</summary>
    [Fact]
    public void Outputs_with_large_errors_and_influential_inputs_come_first()
    {
        string[][] influence = [["y", "0.1", "0.6", "0.3", "0"], ["z", "0.4", "0.3", "0.2", "0.1"]];
        string[][] errors = [["y", "9", "1", "1", "0.01"], ["z", "9", "1", "1", "0.2"]];
        Assert.Equal([(1, 0), (1, 1), (1, 2), (1, 3), (0, 1), (0, 2), (0, 0), (0, 3)], ProfilePanels.Shown(influence, errors));
    }

    /// <summary>Four of many outputs, those with the largest errors, have three panels each.</summary>
    [Fact]
    public void Of_many_outputs_the_worst_are_shown()
    {
        string[][] influence = [.. Enumerable.Range(0, 9).Select(output => new[] { $"y{output}", "0.1", "0.2", "0.3", "0.4" })];
        string[] relative = ["0.01", "0.11", "0.21", "0.31", "0.41", "0.51", "0.61", "", "0.81"];
        string[][] errors = [.. relative.Select((error, output) => new[] { $"y{output}", "9", "1", "1", error })];
        var shown = ProfilePanels.Shown(influence, errors).ToArray();
        Assert.Equal(12, shown.Length);
        Assert.Equal([8, 6, 5, 4], shown.Select(pair => pair.Output).Distinct());
        Assert.Equal([3, 2, 1], shown.Take(3).Select(pair => pair.Input));
    }

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
