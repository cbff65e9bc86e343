using Sobolev.Data;
using Sobolev.Tests.Cli;

namespace Sobolev.Tests.Data.Tables;

public sealed class OptionExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The expected price was computed with another library's error function.</summary>
    [Fact]
    public void A_call_has_the_known_price() => Assert.Equal(8.916037278572539, OptionExample.Call(100, 1, 0.2)[0], 1e-10);

    [Fact]
    public void Partials_are_differences_of_prices()
    {
        double[] point = [93, 0.7, 0.31];
        var exact = OptionExample.Call(point[0], point[1], point[2]);
        for (var i = 0; i < 3; i++)
        {
            double[] above = [.. point], below = [.. point];
            above[i] *= 1 + 1e-6;
            below[i] *= 1 - 1e-6;
            Assert.Equal((OptionExample.Call(above[0], above[1], above[2])[0] - OptionExample.Call(below[0], below[1], below[2])[0])
                / (2e-6 * point[i]), exact[1 + i], 1e-5);
        }
    }

    [Fact]
    public void The_table_can_be_read_and_has_the_holes_that_were_asked_for()
    {
        Assert.Equal(0,
            ToolInProcess.Run("data", "example", "--rows", "500", "--missing", "0.25", "--out", _folder.File("option.csv")).ExitCode);
        var table = DerivativeTables.Read(new TableSource(_folder.File("option.csv")), new TableOptions([], []));
        Assert.Equal(["spot", "time", "vol"], table.Inputs);
        Assert.Equal(["price"], table.Outputs);
        Assert.DoesNotContain(double.NaN, table.Values);
        Assert.InRange(table.Jacobians.Count(double.IsNaN) / 1500.0, 0.2, 0.3);
        Assert.Equal(OptionExample.Csv(500, 0.01, 0.25, 0), File.ReadAllText(_folder.File("option.csv")));
    }

    [Fact]
    public void Numbers_out_of_range_are_wrong_usage() => Assert.Equal(2, ToolInProcess.Run("data", "example", "--missing", "2").ExitCode);
}
