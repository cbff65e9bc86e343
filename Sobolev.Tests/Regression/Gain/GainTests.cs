using Sobolev.Files;
using Sobolev.Regression;
using Sobolev.Tests.Cli;

namespace Sobolev.Tests.Regression.Gain;

/// <summary><c>sobolev gain</c>: its grid, its table, its pictures.</summary>
public sealed class GainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // error = 10 / samples
    [InlineData(0.2, 50)]
    [InlineData(0.05, 200)]
    [InlineData(1, 10)]
    [InlineData(1.01, double.NaN)]
    [InlineData(0.009, double.NaN)]
    public void Equivalent_samples_are_read_off_the_curve(double error, double samples) =>
        Assert.Equal(samples, GainTable.EquivalentSamples(error, [(10, 1), (100, 0.1), (1000, 0.01)]), 1e-9);

    [Fact]
    public void A_curve_that_rises_first_is_read_where_it_falls() =>
        Assert.Equal(50, GainTable.EquivalentSamples(0.2, [(5, 0.5), (10, 1), (100, 0.1)]), 1e-9);

    [Fact]
    public void A_run_has_the_table_of_its_rows()
    {
        var outcome = ToolInProcess.Run("gain", "--preset", "quick", "--seeds", "2", "--gradient-noise", "0,0.1,1", "--dims", "2",
            "--quiet", "--threads", "1", "--out", _folder.Path, "--name", "run");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var (header, rows) = Csv.Read(_folder.File("run", "gain.csv"));
        Assert.Equal(GainTable.Header, header);
        // three levels of noise, two numbers of samples
        Assert.Equal(6, rows.Count);
        var (_, summary) = Csv.Read(_folder.File("run", "metrics.csv"));
        double Last(string noise, string samples, string method, string seed) => Csv.Number(
            summary.Last(row => row[2] == noise && row[3] == samples && row[4] == method && row[5] == seed)[8]);
        foreach (var row in rows)
        {
            var ratios = new[] { "0", "1" }
                .Select(seed => Last(row[2], row[3], "regular", seed) / Last(row[2], row[3], "sobolev", seed)).ToArray();
            Assert.Equal(Math.Sqrt(ratios[0] * ratios[1]), Csv.Number(row[5]), 1e-9);
            Assert.InRange(Csv.Number(row[5]), Csv.Number(row[6]), Csv.Number(row[7]));
        }

        // partials that are all noise help less than exact ones; values know nothing of that noise
        Assert.True(Csv.Number(rows[1][5]) > Csv.Number(rows[5][5]));
        Assert.Equal(Last("0", "50", "regular", "0"), Last("1", "50", "regular", "0"));
        Assert.Equal(["errors.png", "gain.png", "noise.png"],
            Directory.GetFiles(_folder.File("run", "plots")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_model_file_is_refused()
    {
        var outcome = ToolInProcess.Run("gain", "--preset", "quick", "--init", "model.safetensors", "--out", _folder.Path);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("network.init", outcome.Error, StringComparison.Ordinal);
    }
}
