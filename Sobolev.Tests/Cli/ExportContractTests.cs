namespace Sobolev.Tests.Cli;

/// <summary><c>export</c> as its users meet it.</summary>
[Trait("Speed", "Slow")]
public sealed class ExportContractTests : IDisposable
{
    private readonly FittedRun _fitted = new();

    public void Dispose() => _fitted.Dispose();

    [Theory]
    [InlineData("onnx")]
    [InlineData("safetensors")]
    [InlineData("csharp")]
    [InlineData("python")]
    [InlineData("c")]
    public void Exports_are_files_of_the_name_that_was_asked_for(string format)
    {
        var path = _fitted.File($"exported.{format}");
        var run = ToolInProcess.Run("export", "--model", _fitted.File("run"), "--format", format, "--out", path);
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
        var path = _fitted.File("exported");
        var run = ToolInProcess.Run(
            "export", "--model", _fitted.File("run"), "--format", format, "--precision", precision, "--std", "--out", path);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(mistake, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_model_without_held_out_rows_has_no_standard_deviations_to_export()
    {
        var run = ToolInProcess.Run(
            "fit", _fitted.File("data.csv"), "--holdout", "none", "--preset", "quick", "--method", "sobolev",
            "--out", _fitted.Path, "--name", "whole");
        Assert.True(run.ExitCode == 0, run.Error);
        run = ToolInProcess.Run("export", "--model", _fitted.File("whole"), "--std", "--out", _fitted.File("model.onnx"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has no standard deviations; fit the table", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_and_a_run_of_another_verb_are_wrong_usage()
    {
        Assert.Contains("did you mean onnx?", ToolInProcess.Run("export", "--model", _fitted.File("run"), "--format", "onx").Error,
            StringComparison.Ordinal);
        Assert.Equal(0, ToolInProcess.Run("verify", "remark-2", "--out", _fitted.Path, "--name", "verified").ExitCode);
        var run = ToolInProcess.Run("export", "--model", _fitted.File("verified"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a run of verify", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, ToolInProcess.Run("export", "--model", _fitted.File("nothing")).ExitCode);
    }
}
