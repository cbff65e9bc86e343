using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary><c>predict</c> and <c>export</c> as their users meet them.</summary>
[Trait("Speed", "Slow")]
public sealed class PredictAndExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PredictAndExportTests()
    {
        var rows = Enumerable.Range(0, 30)
            .Select(k => (X: 0.1 * k, Z: Math.Cos(k)))
            .Select(p => FormattableString.Invariant($"{p.X:R},{p.Z:R},{Math.Sin(p.X) * p.Z:R},{Math.Cos(p.X) * p.Z:R},{Math.Sin(p.X):R}"));
        Write("data.csv", "x,z,y,dy/dx,dy/dz\n" + string.Join('\n', rows) + "\n");
        var run = ToolInProcess.Run(
            "fit",
            _folder.File("data.csv"),
            "--holdout",
            "0.2",
            "--preset",
            "quick",
            "--model",
            "network",
            "--out",
            _folder.Path,
            "--name",
            "run");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predictions_are_rows_of_inputs_values_and_partials_and_the_columns_go_by_name()
    {
        Write("new.csv", "id,z,x\na,0.5,1\nb,-0.25,2\n");
        Write("same.csv", "x,z\n1,0.5\n2,-0.25\n");
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
        Write("new.csv", "x,z\n1,0.5\n");
        var (header, rows) = Csv.Read(_folder.File("run", "summary.csv"));
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
        File.Copy(_folder.File("data.csv"), _folder.File("opt:1.csv"));
        var run = ToolInProcess.Run("fit", _folder.File("opt:1.csv"), "--holdout", "0.3", "--preset", "quick", "--out",
            _folder.Path, "--name", "colon");
        Assert.True(run.ExitCode == 0, run.Error);
        Write("new.csv", "x,z\n1,0.5\n");
        var predicted = ToolInProcess.Run("predict", "--model", _folder.File("colon"), "--data", _folder.File("new.csv"));
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
        Write("new.csv", text);
        var run = Predict("new.csv", "--out", _folder.File("out.csv"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(mistake, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(File.Exists(_folder.File("out.csv")));
    }

    [Theory]
    [InlineData("new.csv")]
    [InlineData("link.csv")]
    [InlineData("run/../new.csv")]
    public void Predictions_never_replace_their_points(string to)
    {
        Write("new.csv", "x,z\n1,0.5\n");
        File.CreateSymbolicLink(_folder.File("link.csv"), _folder.File("new.csv"));
        var run = Predict("new.csv", "--out", _folder.File(to));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("this is the file of the points; choose another output file", run.Error, StringComparison.Ordinal);
        Assert.Equal("x,z\n1,0.5\n", File.ReadAllText(_folder.File("new.csv")));
        var model = Directory.GetFiles(_folder.File("run", "models"))[0];
        var onModel = ToolInProcess.Run("predict", "--model", model, "--data", _folder.File("new.csv"), "--out", model);
        Assert.Equal(2, onModel.ExitCode);
        Assert.Contains("this is the model's own file", onModel.Error, StringComparison.Ordinal);
    }

    /// <summary>Without a check a short scaling gave numbers, silently wrong.</summary>
    [Theory]
    [InlineData("scaling.input_scale")]
    [InlineData("scaling.output_mean")]
    public void A_model_with_a_scaling_of_other_columns_is_refused(string name)
    {
        var model = Directory.GetFiles(_folder.File("run", "models"))[0];
        var file = SafeTensors.Read(model);
        StoredTensor[] changed = [.. file.Tensors.Select(tensor => tensor.Name == name
            ? StoredTensor.Of<double>(name, new double[tensor.Shape[0] - 1])
            : tensor)];
        AtomicFile.Write(_folder.File("changed.safetensors"), stream => SafeTensors.Write(stream, changed, file.Metadata));
        Write("new.csv", "x,z\n1,0.5\n");
        foreach (var more in new[] { Array.Empty<string>(), ["--hessian"] })
        {
            var run = ToolInProcess.Run(
                ["predict", "--model", _folder.File("changed.safetensors"), "--data", _folder.File("new.csv"), .. more]);
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
                _folder.Path,
                "--name",
                "booth").ExitCode);
        Write("new.csv", "a,b\n1,0.5\n");
        var run = ToolInProcess.Run("predict", "--model", _folder.File("booth"), "--data", _folder.File("new.csv"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("x1,x2,y,dy/dx1,dy/dx2\n1,0.5,", run.Output);
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("safetensors")]
    [InlineData("csharp")]
    [InlineData("python")]
    [InlineData("c")]
    public void Exports_are_files_of_the_name_that_was_asked_for(string format)
    {
        var path = _folder.File($"exported.{format}");
        var run = ToolInProcess.Run("export", "--model", _folder.File("run"), "--format", format, "--out", path);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(path, run.Output.Trim());
        Assert.True(new FileInfo(path).Length > 500);
    }

    [Theory]
    [InlineData("onnx", "float16", "--precision float16: unknown")]
    [InlineData("safetensors", "float32", "--std: a file of weights has no standard deviations")]
    [InlineData("python", "float32", "source files compute in 64 bits")]
    public void Options_that_a_format_cannot_take_are_refused(string format, string precision, string mistake)
    {
        var path = _folder.File("exported");
        var run = ToolInProcess.Run(
            "export", "--model", _folder.File("run"), "--format", format, "--precision", precision, "--std", "--out", path);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(mistake, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_model_without_held_out_rows_has_no_standard_deviations_to_export()
    {
        var run = ToolInProcess.Run(
            "fit", _folder.File("data.csv"), "--holdout", "none", "--preset", "quick", "--method", "sobolev",
            "--out", _folder.Path, "--name", "whole");
        Assert.True(run.ExitCode == 0, run.Error);
        run = ToolInProcess.Run("export", "--model", _folder.File("whole"), "--std", "--out", _folder.File("model.onnx"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no standard deviations; fit the table", run.Error, StringComparison.Ordinal);
    }

    /// <summary>To the bit, also in the reports, whose rows keep their numbers.</summary>
    [Fact]
    public void A_row_of_weight_0_is_left_out()
    {
        var rows = File.ReadAllLines(_folder.File("data.csv"));
        Write("weighted.csv", string.Join('\n', rows.Select((row, k) => k == 0 ? $"{row},w" : k == 3 ? "7,7,7,7,7,0" : $"{row},1")) + "\n");
        Write("shorter.csv", string.Join('\n', rows.Where((_, k) => k != 3)) + "\n");
        var weighted = Fitted("weighted", "--weights", "w");
        var shorter = Fitted("shorter");
        Assert.Equal(File.ReadAllBytes(shorter), File.ReadAllBytes(weighted));
        Assert.Equal(Reported("shorter").Select(number => number > 2 ? number + 1 : number), Reported("weighted"));

        int[] Reported(string name)
        {
            var report = Directory.GetFiles(_folder.File(name, "reports"), "heldout.csv", SearchOption.AllDirectories)[0];
            return [.. File.ReadLines(report).Skip(1).Select(row => int.Parse(row.Split(',')[0]))];
        }

        string Fitted(string name, params string[] more)
        {
            var run = ToolInProcess.Run(
            [
                "fit", _folder.File(name + ".csv"), "--holdout", "0.2", "--preset", "quick", "--model", "network", "--method", "sobolev",
                "--out", _folder.Path, "--name", name, .. more,
            ]);
            Assert.True(run.ExitCode == 0, run.Error);
            return Directory.GetFiles(_folder.File(name, "models"))[0];
        }
    }

    [Fact]
    public void Tables_and_points_come_from_standard_input()
    {
        var run = ToolInProcess.RunWith(
            File.ReadAllText(_folder.File("data.csv")),
            "fit", "-", "--holdout", "0.2", "--preset", "quick", "--model", "network", "--out", _folder.Path, "--name", "piped");
        Assert.True(run.ExitCode == 0, run.Error);
        var model = Directory.GetFiles(_folder.File("piped", "models"), "*sobolev-seed0.safetensors").Single();
        var ofFile = Directory.GetFiles(_folder.File("run", "models"), "*sobolev-seed0.safetensors").Single();
        Assert.Equal(File.ReadAllBytes(ofFile), File.ReadAllBytes(model));
        Write("new.csv", "x,z\n1,0.5\n2,0.1\n");
        var piped = ToolInProcess.RunWith("x,z\n1,0.5\n2,0.1\n", "predict", "--model", model, "--data", "-");
        Assert.Equal(ToolInProcess.Run("predict", "--model", model, "--data", _folder.File("new.csv")).Output, piped.Output);
        var refused = ToolInProcess.RunWith("x,z\n1,\n", "predict", "--model", model, "--data", "-");
        Assert.Contains("standard input:2: column z: '' is empty", refused.Error, StringComparison.Ordinal);
        var drawn = ToolInProcess.Run("runs", "draw", _folder.File("piped"));
        Assert.Equal(2, drawn.ExitCode);
        Assert.Contains("came from standard input, which is read once; save it to a file", drawn.Error, StringComparison.Ordinal);
        var swept = ToolInProcess.RunWith("x,y,dy/dx\n", "fit", "-", "--sweep", "seed=1,2", "--out", _folder.Path);
        Assert.Equal(2, swept.ExitCode);
        Assert.Contains("can be read once only", swept.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_and_a_run_of_another_verb_are_wrong_usage()
    {
        Assert.Contains("did you mean onnx?", ToolInProcess.Run("export", "--model", _folder.File("run"), "--format", "onx").Error,
            StringComparison.Ordinal);
        Assert.Equal(0, ToolInProcess.Run("verify", "remark-2", "--out", _folder.Path, "--name", "verified").ExitCode);
        var run = ToolInProcess.Run("export", "--model", _folder.File("verified"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a run of verify", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, ToolInProcess.Run("export", "--model", _folder.File("nothing")).ExitCode);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private ToolInProcess Predict(string data, params string[] more) =>
        ToolInProcess.Run(["predict", "--model", _folder.File("run"), "--data", _folder.File(data), .. more]);
}
