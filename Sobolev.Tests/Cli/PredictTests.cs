using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary><c>predict</c> as its users meet it.</summary>
[Trait("Speed", "Slow")]
public sealed class PredictTests : IDisposable
{
    private readonly FittedRun _fitted = new();

    public void Dispose() => _fitted.Dispose();

    [Fact]
    public void Predictions_are_rows_of_inputs_values_and_partials_and_the_columns_go_by_name()
    {
        _fitted.Write("new.csv", "id,z,x\na,0.5,1\nb,-0.25,2\n");
        _fitted.Write("same.csv", "x,z\n1,0.5\n2,-0.25\n");
        var run = Predict("new.csv", "--hessian");
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("x,z,y,dy/dx,dy/dz,d2y/dx2,d2y/dxdz,d2y/dz2", lines[0]);
        Assert.Equal(["1,0.5", "2,-0.25"], lines[1..].Select(line => string.Join(',', line.Split(',')[..2])));
        Assert.Equal(lines[1..].Select(line => string.Join(',', line.Split(',')[..5])),
            Predict("same.csv").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
        // close to the function it was fitted to: sin(x) z
        var numbers = lines[1].Split(',').Select(double.Parse).ToArray();
        Assert.Equal(Math.Sin(1) * 0.5, numbers[2], 0.2);
        Assert.Equal(Math.Sin(1), numbers[4], 0.4);
    }

    [Fact]
    public void The_model_with_the_least_held_out_error_is_taken_and_named()
    {
        _fitted.Write("new.csv", "x,z\n1,0.5\n");
        var (header, rows) = Csv.Read(_fitted.File("run", "summary.csv"));
        var best = rows.MinBy(row => double.Parse(row[Array.IndexOf(header, "heldout_value_error_mean")]))!;
        Assert.Contains($"data-24-{best[2]}-seed0.safetensors", Predict("new.csv").Error, StringComparison.Ordinal);
        Assert.Contains("data-24-regular-seed0.safetensors", Predict("new.csv", "--trial", "data-24-regular-seed0").Error,
            StringComparison.Ordinal);
        var run = Predict("new.csv", "--trial", "data-24-regulr-seed0");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean data-24-regular-seed0?", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The name of a trial's files replaces what a file system reserves; asked for by the run, the best one was not
    /// found.</summary>
    [Fact]
    public void A_table_with_a_colon_in_its_name_is_found_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no file name has a colon there");
        File.Copy(_fitted.File("data.csv"), _fitted.File("opt:1.csv"));
        var run = ToolInProcess.Run("fit", _fitted.File("opt:1.csv"), "--holdout", "0.3", "--preset", "quick", "--out",
            _fitted.Path, "--name", "colon");
        Assert.True(run.ExitCode == 0, run.Error);
        _fitted.Write("new.csv", "x,z\n1,0.5\n");
        var predicted = ToolInProcess.Run("predict", "--model", _fitted.File("colon"), "--data", _fitted.File("new.csv"));
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.Contains("opt-1-21-", predicted.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n1\n", ":1: column z, an input of the model, is missing")]
    [InlineData("x,z\n1,\n", ":2: column z: '' is empty")]
    [InlineData("x,z\n1,two\n", ":2: column z: 'two' is not a number")]
    [InlineData("x,z\n", "no rows below the header")]
    public void Points_that_are_not_whole_are_refused_before_anything_is_written(string text, string mistake)
    {
        _fitted.Write("new.csv", text);
        var run = Predict("new.csv", "--out", _fitted.File("out.csv"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(mistake, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(File.Exists(_fitted.File("out.csv")));
    }

    [Theory]
    [InlineData("new.csv")]
    [InlineData("link.csv")]
    [InlineData("run/../new.csv")]
    public void Predictions_never_replace_their_points(string to)
    {
        SymbolicLinks.SkipIfNone();
        _fitted.Write("new.csv", "x,z\n1,0.5\n");
        File.CreateSymbolicLink(_fitted.File("link.csv"), _fitted.File("new.csv"));
        var run = Predict("new.csv", "--out", _fitted.File(to));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("this is the file of the points; choose another output file", run.Error, StringComparison.Ordinal);
        Assert.Equal("x,z\n1,0.5\n", File.ReadAllText(_fitted.File("new.csv")));
        var model = Directory.GetFiles(_fitted.File("run", "models"))[0];
        var onModel = ToolInProcess.Run("predict", "--model", model, "--data", _fitted.File("new.csv"), "--out", model);
        Assert.Equal(2, onModel.ExitCode);
        Assert.Contains("this is the model's own file", onModel.Error, StringComparison.Ordinal);
    }

    /// <summary>Without a check a short scaling gave numbers, silently wrong.</summary>
    [Theory]
    [InlineData("scaling.input_scale")]
    [InlineData("scaling.output_mean")]
    public void A_model_with_a_scaling_of_other_columns_is_refused(string name)
    {
        var model = Directory.GetFiles(_fitted.File("run", "models"))[0];
        var file = SafeTensors.Read(model);
        StoredTensor[] changed = [.. file.Tensors.Select(tensor => tensor.Name == name
            ? StoredTensor.Of<double>(name, new double[tensor.Shape[0] - 1])
            : tensor)];
        AtomicFile.Write(_fitted.File("changed.safetensors"), stream => SafeTensors.Write(stream, changed, file.Metadata));
        _fitted.Write("new.csv", "x,z\n1,0.5\n");
        foreach (var more in new[] { Array.Empty<string>(), ["--hessian"] })
        {
            var run = ToolInProcess.Run(
                ["predict", "--model", _fitted.File("changed.safetensors"), "--data", _fitted.File("new.csv"), .. more]);
            Assert.Equal((3, ""), (run.ExitCode, run.Output));
            Assert.Contains("its scaling has another number", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Models_of_functions_take_two_columns_of_any_name()
    {
        Assert.Equal(
            0,
            ToolInProcess.Run(
                "regress",
                "--fn",
                "booth",
                "--samples",
                "9",
                "--method",
                "sobolev",
                "--seeds",
                "1",
                "--updates",
                "5",
                "--set",
                "network.hidden=4",
                "--set",
                "test_samples=10",
                "--out",
                _fitted.Path,
                "--name",
                "booth").ExitCode);
        _fitted.Write("new.csv", "a,b\n1,0.5\n");
        var run = ToolInProcess.Run("predict", "--model", _fitted.File("booth"), "--data", _fitted.File("new.csv"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("x1,x2,y,dy/dx1,dy/dx2\n1,0.5,", run.Output);
    }

    private ToolInProcess Predict(string data, params string[] more) =>
        ToolInProcess.Run(["predict", "--model", _fitted.File("run"), "--data", _fitted.File(data), .. more]);
}
