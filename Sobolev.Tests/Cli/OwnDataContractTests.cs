using System.Text.Json;
using Sobolev.Files;
using Sobolev.Regression;

namespace Sobolev.Tests.Cli;

/// <summary>Own data as its user meets it: one file, one command, the run folder.</summary>
public sealed class OwnDataContractTests : IDisposable
{
    private static readonly string[] _small = ["--set", "updates=300", "--set", "evaluate_every=100", "--set", "network.hidden=12,12"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_has_the_rows_of_every_regress_run_and_reports_of_its_own()
    {
        var run = Run(Sine(20), "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        var (header, rows) = Csv.Read(_folder.File("run", "metrics.csv"));
        Assert.Equal("function,samples,method,seed,step,train_value_loss,train_gradient_loss,test_value_mse,test_gradient_mse,seconds", string.Join(',', header));
        Assert.All(rows, row => Assert.Equal(("sine", "20"), (row[0], row[1])));
        Assert.Equal(["regular", "sobolev"], Csv.Read(_folder.File("run", "summary.csv")).Rows.Select(row => row[2]));

        foreach (var trial in new[] { "sine-20-regular-seed0", "sine-20-sobolev-seed0" })
        {
            Assert.Equal(["candidates.csv", "curves.csv", "errors.csv", "heldout.csv"], NamesIn("reports", trial));
            var (columns, heldOut) = Report(trial, "heldout");
            Assert.Equal("row,fold,y,y_predicted,dy/dx,dy/dx_predicted", string.Join(',', columns));
            Assert.Equal(Enumerable.Range(1, 20).Select(row => $"{row}"), heldOut.Select(row => row[0]));
            Assert.Equal(["y", "dy/dx"], Report(trial, "errors").Rows.Select(row => row[0]));
        }

        Assert.Equal(["0"], Report("sine-20-regular-seed0", "candidates").Rows.Select(row => row[0]));
        Assert.Equal(["0", "0.01", "0.1", "1", "10"], Report("sine-20-sobolev-seed0", "candidates").Rows.Select(row => row[0]));
        Assert.Equal(["actual-predicted-20.png", "curves-20.png", "profiles-20.png", "residuals-20.png"], NamesIn("plots"));
    }

    [Fact]
    public void The_record_says_what_is_known_and_how_it_is_scaled()
    {
        Run(Sine(20), "--name", "run");
        using var record = JsonDocument.Parse(File.ReadAllText(_folder.File("run", "run.json")));
        var facts = record.RootElement.GetProperty("facts");
        Assert.StartsWith("20 rows, sha256 ", facts.GetProperty("data").GetString());
        Assert.Equal("y 20, dy/dx 20", facts.GetProperty("known").GetString());
        Assert.Equal("5 folds", facts.GetProperty("validation").GetString());
        Assert.Contains("x mean", facts.GetProperty("normalisation").GetString());
    }

    /// <summary>The last row of metrics.csv is the error of the predictions in the report, in the units of the table.</summary>
    [Fact]
    public void Reported_errors_are_those_of_the_held_out_predictions()
    {
        Run(Sine(20), "--name", "run", "--holdout", "0.3");
        var last = Csv.Read(_folder.File("run", "metrics.csv")).Rows[^1];
        var heldOut = Report("sine-14-sobolev-seed0", "heldout").Rows;
        Assert.Equal(6, heldOut.Count);
        Assert.Equal(Number(last[7]), heldOut.Average(row => Math.Pow(Number(row[2]) - Number(row[3]), 2)), 1e-5 * Number(last[7]));
        Assert.Equal(Number(last[8]), heldOut.Average(row => Math.Pow(Number(row[4]) - Number(row[5]), 2)), 1e-5 * Number(last[8]));
    }

    [Fact]
    public void A_model_file_alone_predicts_in_the_units_of_the_table()
    {
        Run(Sine(40), "--name", "run", "--updates", "2000", "--gradient-weight", "1");
        var file = SafeTensors.Read(_folder.File("run", "models", "sine-40-sobolev-seed0.safetensors"));
        Assert.Equal(("x", "y"), (file.Metadata["inputs"], file.Metadata["outputs"]));
        var (values, jacobians) = RegressModel.Of(file).Predict([1001.0]);
        Assert.InRange(values[0], 50 * Math.Sin(1) - 2, 50 * Math.Sin(1) + 2);
        Assert.InRange(jacobians[0], 50 * Math.Cos(1) - 4, 50 * Math.Cos(1) + 4);
    }

    [Fact]
    public void A_learning_curve_has_rows_for_each_size_and_its_picture()
    {
        Run(Sine(20), "--name", "run", "--learning-curve", "6,12", "--gradient-weight", "1");
        Assert.Equal(["6", "6", "12", "12"], Csv.Read(_folder.File("run", "summary.csv")).Rows.Select(row => row[1]));
        Assert.Contains("learning-curve.png", NamesIn("plots"));
    }

    [Fact]
    public void The_resolved_config_gives_the_run_again()
    {
        Run(Sine(20), "--name", "first");
        var again = ToolInProcess.Run("regress", "--config", _folder.File("first", "config.yaml"), "--out", _folder.Path, "--name", "second", "--quiet");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(File.ReadAllText(_folder.File("first", "summary.csv")), File.ReadAllText(_folder.File("second", "summary.csv")));
    }

    [Fact]
    public void What_is_said_wins_over_what_own_data_brings()
    {
        var run = ToolInProcess.Run("regress", "--data", Sine(20), "--learning-rate", "0.1", "--set", "network.activation=tanh", "--dry-run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("learning_rate: 0.1", run.Output);
        Assert.Contains("activation: tanh", run.Output);
        Assert.Contains("schedule: cosine", run.Output);
        Assert.Contains("gradient_weight: auto", run.Output);
    }

    [Fact]
    public void Own_data_and_functions_exclude_each_other()
    {
        var run = Run(Sine(20), "--fn", "rosenbrock", "--samples", "20");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("fit a function (--fn) or your own data (--data)", run.Error);
        Assert.Contains("--learning-curve", run.Error);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Theory]
    [InlineData("--gradient-weight", "auto")]
    [InlineData("--folds", "3")]
    [InlineData("--holdout", "0.2")]
    [InlineData("--inputs", "x")]
    [InlineData("--learning-curve", "10")]
    public void Options_of_own_data_are_refused_without_it(string option, string value)
    {
        var run = ToolInProcess.Run("regress", option, value, "--out", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--data FILE.csv", run.Error);
    }

    [Theory]
    [InlineData("values.csv", "x,y\n1,2\n2,3\n", "the table has no partials", "--outputs", "y")]
    [InlineData("slopes.csv", "x,y,dy/dx\n1,,2\n2,,3\n", "use --method sobolev")]
    [InlineData("one.csv", "x,y,dy/dx\n1,2,3\n", "at least two")]
    [InlineData("first.csv", "x,y,dy/dx\n1,2,3\n2,3,4\n", "no second partials", "--set", "objective.order=2")]
    [InlineData("few.csv", "x,y,dy/dx\n1,2,3\n2,3,4\n", "--learning-curve 5", "--learning-curve", "5")]
    public void What_the_data_cannot_give_is_refused_with_a_remedy(string name, string text, string expected, params string[] options)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        var run = Run(path, options);
        Assert.InRange(run.ExitCode, 2, 3);
        Assert.Contains(expected, run.Error);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    /// <summary>The run is stopped, its table is changed, and the run is resumed.</summary>
    [Fact]
    public void A_run_does_not_go_on_with_other_data()
    {
        var path = Sine(20);
        Assert.Equal(75, Run(path, "--name", "run", "--updates", "1000000", "--max-time", "0.3s").ExitCode);
        File.AppendAllText(path, "1004,1,1\n");
        var resumed = ToolInProcess.Run("regress", "--resume", _folder.File("run"), "--quiet");
        Assert.Equal(3, resumed.ExitCode);
        Assert.Contains("the data has changed since the run was started", resumed.Error);
    }

    private static double Number(string field) => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture);

    private string[] NamesIn(params string[] folder) =>
        [.. Directory.GetFiles(_folder.File(["run", .. folder])).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private (string[] Header, List<string[]> Rows) Report(string trial, string name) => Csv.Read(_folder.File("run", "reports", trial, name + ".csv"));

    private ToolInProcess Run(string data, params string[] options) => ToolInProcess.Run(["regress", "--data", data, .. _small, "--out", _folder.Path, "--quiet", .. options]);

    /// <summary>y = 50 sin(x - 1000): units that a network could not take as they are.</summary>
    private string Sine(int count)
    {
        var path = _folder.File("sine.csv");
        var rows = Enumerable.Range(0, count).Select(k => 3.0 * k / (count - 1)).Select(t => new object?[] { 1000 + t, 50 * Math.Sin(t), 50 * Math.Cos(t) });
        File.WriteAllText(path, Csv.Text(["x", "y", "dy/dx"], [.. rows]));
        return path;
    }
}
