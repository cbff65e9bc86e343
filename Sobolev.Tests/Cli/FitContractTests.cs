using System.Text.Json;
using Sobolev.Files;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Cli;

/// <summary><c>fit</c> as its user meets it: one file, one command, the run folder.</summary>
[Trait("Speed", "Slow")]
public sealed class FitContractTests : IDisposable
{
    private static readonly string[] _small = ["--preset", "quick"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_has_rows_and_reports()
    {
        var run = Run(Sine(20), "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        var (header, rows) = Csv.Read(_folder.File("run", "metrics.csv"));
        Assert.Equal(
            "table,rows,method,seed,step,train_value_error,train_gradient_error,heldout_value_error,heldout_gradient_error,seconds",
            string.Join(',', header));
        Assert.All(rows, row => Assert.Equal(("sine", "20"), (row[0], row[1])));
        Assert.Equal(["regular", "sobolev"], Csv.Read(_folder.File("run", "summary.csv")).Rows.Select(row => row[2]));

        foreach (var trial in new[] { "sine-20-regular-seed0", "sine-20-sobolev-seed0" })
        {
            Assert.Equal(["candidates.csv", "errors.csv", "heldout.csv", "influence.csv", "partials.csv"], NamesIn("reports", trial));
            var (columns, heldOut) = Report(trial, "heldout");
            Assert.Equal("row,fold,y,y_predicted,dy/dx,dy/dx_predicted", string.Join(',', columns));
            Assert.Equal(Enumerable.Range(1, 20).Select(row => $"{row}"), heldOut.Select(row => row[0]));
            Assert.Equal(["y", "dy/dx"], Report(trial, "errors").Rows.Select(row => row[0]));
        }

        Assert.Contains(Report("sine-20-regular-seed0", "candidates").Rows, row => (row[0], row[1]) == ("network", "no"));
        Assert.Contains(Report("sine-20-sobolev-seed0", "candidates").Rows, row => (row[0], row[1]) == ("kriging", "yes"));
        Assert.Equal(["actual-predicted-20.png", "influence-20.png", "profiles-20.png", "residuals-20.png"], NamesIn("plots"));
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
    }

    /// <summary>The last row of metrics.csv is the error of the predictions in the report, in deviations of the values.</summary>
    [Fact]
    public void Reported_errors_are_those_of_the_held_out_predictions()
    {
        Run(Sine(20), "--name", "run", "--holdout", "0.3");
        var last = Csv.Read(_folder.File("run", "metrics.csv")).Rows[^1];
        var heldOut = Report("sine-14-sobolev-seed0", "heldout").Rows;
        Assert.Equal(6, heldOut.Count);
        var deviation = Moments.OfColumns([.. Enumerable.Range(0, 20).Select(k => 50 * Math.Sin(3.0 * k / 19))], 1)[0].Deviation;
        Assert.Equal(Number(last[7]),
            Math.Sqrt(heldOut.Average(row => Math.Pow(Number(row[2]) - Number(row[3]), 2))) / deviation, 1e-5 * Number(last[7]));
    }

    [Theory]
    [InlineData("network")]
    [InlineData("kriging")]
    public void A_model_file_alone_predicts_in_the_units_of_the_table(string model)
    {
        Run(Sine(40), "--name", "run", "--model", model);
        var fitted = FittedModel.Of(SafeTensors.Read(_folder.File("run", "models", "sine-40-sobolev-seed0.safetensors")));
        Assert.Equal(("x", "y"), (Assert.Single(fitted.Inputs), Assert.Single(fitted.Outputs)));
        var (values, jacobians) = fitted.Model.Predict([1001.0]);
        Assert.Equal(50 * Math.Sin(1), values[0], 0.5);
        Assert.Equal(50 * Math.Cos(1), jacobians[0], 1.0);
        var deviations = fitted.Uncertainty!.At(fitted.Model, [1001.0, 1007.0]);
        Assert.True(deviations.Values[1] > 2 * deviations.Values[0], "farther from the rows it is less sure");
        Assert.True(fitted.Covers([1001.0]) && !fitted.Covers([1007.0]));
    }

    [Fact]
    public void A_learning_curve_has_rows_for_each_size_and_its_picture()
    {
        Run(Sine(20), "--name", "run", "--learning-curve", "6,12");
        Assert.Equal(["6", "6", "12", "12"], Csv.Read(_folder.File("run", "summary.csv")).Rows.Select(row => row[1]));
        Assert.Contains("learning-curve.png", NamesIn("plots"));
    }

    [Fact]
    public void The_resolved_config_gives_the_run_again()
    {
        Run(Sine(20), "--name", "first");
        var again = ToolInProcess.Run("fit", "--config", _folder.File("first", "config.yaml"), "--out", _folder.Path,
            "--name", "second", "--quiet");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(File.ReadAllText(_folder.File("first", "summary.csv")), File.ReadAllText(_folder.File("second", "summary.csv")));
    }

    [Fact]
    public void A_dry_run_names_the_columns_and_writes_nothing()
    {
        var run = ToolInProcess.Run("fit", Sine(20), "--set", "network.activation=tanh", "--dry-run", "--out", _folder.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("activation: tanh", run.Output);
        Assert.Contains("# sine: 20 rows; inputs x; outputs y", run.Output);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void The_result_says_what_was_decided()
    {
        var run = ToolInProcess.Run(["fit", Sine(20), .. _small, "--out", _folder.Path, "--json"]);
        using var result = JsonDocument.Parse(run.Output);
        string[] findings = [.. result.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!)];
        Assert.Contains(findings, finding => finding.StartsWith("kept: a Gaussian process", StringComparison.Ordinal));
        Assert.Contains(findings,
            finding => finding.StartsWith("held-out relative error of a process of the values alone: ", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("y: R2 ", StringComparison.Ordinal)
            && finding.EndsWith("(20 held out)", StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains(finding, run.Error));
    }

    [Fact]
    public void Forces_instead_of_gradients_are_named_and_not_used()
    {
        var path = _folder.File("forces.csv");
        File.WriteAllText(path, "x,y,dy/dx\n" + string.Concat(Enumerable.Range(0, 20)
            .Select(k => FormattableString.Invariant($"{k},{Math.Sin(0.3 * k)},{-0.3 * Math.Cos(0.3 * k)}\n"))));
        var run = ToolInProcess.Run(["fit", path, .. _small, "--out", _folder.Path]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("dy/dx looks like -1.0 times the slope of y by x; not used", run.Error);
    }

    [Fact]
    public void Regress_names_the_verb_of_tables()
    {
        var run = ToolInProcess.Run("regress", "--data", Sine(20), "--out", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sobolev fit TABLE", run.Error);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
        Assert.DoesNotContain("--data", ToolInProcess.Run("regress", "--help").Output);
    }

    [Fact]
    public void A_fit_without_a_table_is_refused()
    {
        var run = ToolInProcess.Run("fit", "--out", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sobolev fit TABLE", run.Error);
    }

    [Theory]
    [InlineData("values.csv", "x,y\n1,2\n2,3\n", "the table has no partials", "--outputs", "y")]
    [InlineData("slopes.csv", "x,y,dy/dx\n1,,2\n2,,3\n", "use --method sobolev")]
    [InlineData("one.csv", "x,y,dy/dx\n1,2,3\n", "at least two")]
    [InlineData("few.csv", "x,y,dy/dx\n1,2,3\n2,3,4\n", "--learning-curve 5", "--learning-curve", "5")]
    public void What_the_data_cannot_give_is_refused_with_a_remedy(string name, string text, string expected, params string[] options)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        var run = Run(path, options);
        Assert.InRange(run.ExitCode, 2, 3);
        Assert.Contains(expected, run.Error);
        var dry = Run(path, [.. options, "--dry-run"]);
        Assert.Equal((run.ExitCode, run.Error), (dry.ExitCode, dry.Error));
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    /// <summary>The run is stopped, its table is changed, and the run is resumed.</summary>
    [Fact]
    public void A_run_does_not_go_on_with_other_data()
    {
        var path = Sine(20);
        string[] endless = ["--model", "network", "--iterations", "10000000", "--set", "network.search_iterations=10000000",
            "--set", "network.patience=0"];
        Assert.Equal(75, Run(path, ["--name", "run", "--max-time", "0.3s", .. endless]).ExitCode);
        File.AppendAllText(path, "1004,1,1\n");
        var resumed = ToolInProcess.Run("fit", "--resume", _folder.File("run"), "--quiet");
        Assert.Equal(3, resumed.ExitCode);
        Assert.Contains("the data has changed since the run was started", resumed.Error);
    }

    private static double Number(string field) => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture);

    private string[] NamesIn(params string[] folder) =>
        [.. Directory.GetFiles(_folder.File(["run", .. folder])).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private (string[] Header, List<string[]> Rows) Report(string trial, string name) =>
        Csv.Read(_folder.File("run", "reports", trial, name + ".csv"));

    private ToolInProcess Run(string data, params string[] options) =>
        ToolInProcess.Run(["fit", data, .. _small, "--out", _folder.Path, "--quiet", .. options]);

    /// <summary>y = 50 sin(x - 1000): units that a network could not take as they are.</summary>
    private string Sine(int count)
    {
        var path = _folder.File("sine.csv");
        var rows = Enumerable.Range(0, count).Select(k => 3.0 * k / (count - 1))
            .Select(t => new object?[] { 1000 + t, 50 * Math.Sin(t), 50 * Math.Cos(t) });
        File.WriteAllText(path, Csv.Text(["x", "y", "dy/dx"], [.. rows]));
        return path;
    }
}
