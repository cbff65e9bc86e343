using System.Text.RegularExpressions;
using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary><c>regress --init FILE</c>: models of earlier runs, and of verify, as initial weights.</summary>
[Trait("Speed", "Slow")]
public sealed class FirstWeightsTests : IDisposable
{
    private static readonly string[] _small =
        ["regress", "--fn", "mccormick", "--samples", "15", "--method", "sobolev", "--set", "network.hidden=9,8", "--set",
            "test_samples=100", "--seeds", "1", "--learning-rate", "1e-3"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_model_means_the_same_under_every_scaling(bool wasScaled, bool isScaled)
    {
        Assert.Equal(0, Run("first", ["--updates", "300", "--set", "evaluate_every=300", .. Scaled(wasScaled)]).ExitCode);
        Assert.Equal(0, Run("again", ["--updates", "0", "--init", ModelOf("first"), .. Scaled(isScaled)]).ExitCode);
        var (trained, loaded) = (Errors("first")[^1], Errors("again"));
        Assert.Single(loaded);
        foreach (var (expected, actual) in trained.Zip(loaded[0]))
            Assert.Equal(1, actual / expected, 1e-3);
    }

    [Fact]
    public void What_verify_builds_can_be_loaded_and_is_exact_at_its_points()
    {
        Assert.Equal(0, ToolInProcess.Run("verify", "proposition-1", "--points", "6", "--dim", "2", "--out", _folder.Path,
            "--name", "verified").ExitCode);
        var model = Directory.GetFiles(_folder.File("verified", "models"), "*.safetensors").Order(StringComparer.Ordinal).First();
        var weights = SafeTensors.Read(model);
        var run = Run(
            "loaded",
            "--updates",
            "0",
            "--init",
            model,
            "--set",
            $"network.hidden={weights["layers.0.weight"].Shape[0]}",
            "--set",
            $"network.activation={(weights.Metadata["activation"] == "Relu" ? "relu" : "leaky-relu")}");
        Assert.True(run.ExitCode == 0, run.Error);
        var kept = SafeTensors.Read(ModelOf("loaded"));
        Assert.Equal(weights["layers.0.weight"].Doubles().Select(w => (float)w), kept["layers.0.weight"].Doubles().Select(w => (float)w));
    }

    [Fact]
    public void Another_shape_is_refused_with_the_keys_to_give()
    {
        Assert.Equal(0, Run("first", "--updates", "1").ExitCode);
        var run = Run("again", "--init", ModelOf("first"), "--set", "network.hidden=9", "--set", "network.activation=tanh");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--set network.hidden=9,8 --set network.activation=relu", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("again")));
    }

    /// <summary>The refusal spelt the activation in a way that the config refuses.</summary>
    [Fact]
    public void The_keys_that_a_refusal_gives_are_taken()
    {
        Assert.Equal(0, ToolInProcess.Run("verify", "proposition-1", "--points", "6", "--dim", "2", "--out", _folder.Path,
            "--name", "verified").ExitCode);
        var model = _folder.File("verified", "models", "proposition-1-leaky-relu.safetensors");
        var refused = Run("refused", "--updates", "0", "--init", model);
        Assert.Equal(2, refused.ExitCode);
        string[] given = [.. Regex.Matches(refused.Error, "--set (\\S+)").SelectMany(match => new[] { "--set", match.Groups[1].Value })];
        Assert.Contains("network.activation=leaky-relu", given);
        var taken = Run("taken", ["--updates", "0", "--init", model, .. given]);
        Assert.True(taken.ExitCode == 0, taken.Error);
    }

    [Fact]
    public void A_missing_or_broken_file_is_exit_3()
    {
        Assert.Equal(3, Run("again", "--init", _folder.File("none.safetensors")).ExitCode);
        File.WriteAllText(_folder.File("broken.safetensors"), "not a model");
        var run = Run("again", "--init", _folder.File("broken.safetensors"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("broken.safetensors", run.Error, StringComparison.Ordinal);
    }

    private static string[] Scaled(bool scaled) => scaled ? ["--set", "normalise.inputs=true", "--set", "normalise.targets=true"] : [];

    private string ModelOf(string run) => Directory.GetFiles(_folder.File(run, "models")).Single();

    private List<double[]> Errors(string run) =>
        [.. Csv.Read(_folder.File(run, "metrics.csv")).Rows.Select(row => new[] { double.Parse(row[7]), double.Parse(row[8]) })];

    private ToolInProcess Run(string name, params string[] more) =>
        ToolInProcess.Run([.. _small, .. more, "--out", _folder.Path, "--name", name]);
}
