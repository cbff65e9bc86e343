using System.Text.Json;
using Sobolev.Files;
using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of sg-cifar, on a slice of CIFAR-10.</summary>
[Trait("Speed", "Slow")]
public sealed class SgCifarContractTests : IDisposable
{
    private static readonly string[] _small =
    [
        "sg-cifar", "--data", CifarSlice.Path, "--set", "trunk.width=4", "--set", "module.width=8", "--set", "trunk.batch_size=24", "--set",
        "train_images=100", "--set", "test_images=50",
        "--set", "probe_images=16", "--set", "updates=6", "--set", "evaluate_every=3",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_run_folder_is_as_the_contract_says()
    {
        var run = Run("--method", "all", "--name", "run", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var folder = _folder.File("run");
        Assert.Equal(
            ["config.yaml", "log.txt", "metrics.csv", "models", "modules.csv", "plots", "reports", "run.json", "run.lock", "summary.csv"],
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (header, rows) = Csv.Read(Path.Combine(folder, "metrics.csv"));
        Assert.Equal("method,modules,seed,step,train_loss,test_accuracy,sg_value_loss,sg_gradient_loss,sg_cosine,seconds",
            string.Join(',', header));
        Assert.Equal(["backprop", "noprop", "direct", "vfbn", "critic", "sobolev"], rows.Select(row => row[0]).Distinct());
        Assert.Equal(6 * 3, rows.Count);
        // from the same weights: before the first update all networks are one
        Assert.Single(rows.Where(row => row[3] == "0").Select(row => (row[4], row[5])).Distinct());
        var (summaryHeader, _) = Csv.Read(Path.Combine(folder, "summary.csv"));
        Assert.StartsWith(
            "method,modules,seeds,test_accuracy_mean,test_accuracy_std,test_accuracy_ci95_low,test_accuracy_ci95_high,sg_cosine_mean",
            string.Join(',', summaryHeader));
        Assert.Equal(
            ["accuracy.png", "cosine.png", "methods.png", "norm-ratio.png", "predicted-loss.png"],
            Directory.GetFiles(Path.Combine(folder, "plots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (modulesHeader, modules) = Csv.Read(Path.Combine(folder, "modules.csv"));
        Assert.Equal("method,modules,seed,step,module,value_error,gradient_error,cosine,norm_ratio,predicted_loss,true_loss",
            string.Join(',', modulesHeader));
        Assert.Equal(4 * 3 * 3, modules.Count);
        var report = Csv.Read(Path.Combine(folder, "reports", "critic-3-seed0", "modules.csv")).Rows;
        Assert.Equal(modules.Where(row => row[0] == "critic").Select(row => Csv.Line(row[3..])), report.Select(Csv.Line));
        // weights and running statistics of the network, weights of the modules, and nothing else
        var names = SafeTensors.Read(Path.Combine(folder, "models", "critic-3-seed0.safetensors")).Tensors.Select(tensor => tensor.Name);
        Assert.All(names, name => Assert.Matches(@"^(stage[1234]|module[123])\.", name));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("done", json.RootElement.GetProperty("status").GetString());
        Assert.Contains("400 training images", File.ReadAllText(Path.Combine(folder, "run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_stopped_in_the_middle_of_an_epoch_goes_on_exactly()
    {
        string[] longer = ["--method", "sobolev,direct", "--label-gradient", "--updates", "60", "--set", "checkpoint_every=0.05s"];
        Assert.Equal(0, Run([.. longer, "--name", "whole"]).ExitCode);
        SlicedRun.Finish(words => Run([.. longer, "--name", "slices", .. words]), 0.6);

        Assert.Equal(UntimedRows.Of(_folder.File("whole")), UntimedRows.Of(_folder.File("slices")));
        Assert.Equal(File.ReadAllText(_folder.File("whole", "modules.csv")), File.ReadAllText(_folder.File("slices", "modules.csv")));
        foreach (var model in Directory.GetFiles(_folder.File("whole", "models")))
            Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(_folder.File("slices", "models", Path.GetFileName(model))));
    }

    [Fact]
    public void Several_workers_train_on_one_device()
    {
        var run = Run("--method", "sobolev", "--workers", "3", "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(Csv.Read(_folder.File("run", "metrics.csv")).Rows.All(row => double.IsFinite(double.Parse(row[4]))));
    }

    [Fact]
    public void One_module_can_be_asked_for()
    {
        Assert.Equal(0, Run("--method", "critic", "--modules", "2", "--name", "run").ExitCode);
        Assert.All(Csv.Read(_folder.File("run", "metrics.csv")).Rows, row => Assert.Equal("1", row[1]));
    }

    [Fact]
    public void Missing_data_is_exit_3_with_the_remedy_and_leaves_nothing()
    {
        var run = ToolInProcess.Run("sg-cifar", "--data", _folder.File("nowhere"), "--out", _folder.Path);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("sobolev data cifar10", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Mistakes_in_the_config_are_told_at_once()
    {
        var run = Run("--method", "sobolov", "--modules", "4", "--set", "trunk.widht=3");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sobolev", run.Error, StringComparison.Ordinal);
        Assert.Contains("modules", run.Error, StringComparison.Ordinal);
        Assert.Contains("width", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_larger_than_the_images_of_a_trial_is_exit_2()
    {
        var run = Run("--set", "trunk.batch_size=101", "--name", "run");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("trunk.batch_size: 101 images per batch, but the training set has only 100", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_diverging_run_is_exit_4()
    {
        var run = Run("--method", "backprop", "--learning-rate", "1e30", "--name", "diverged");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("of backprop-0-seed0", run.Error, StringComparison.Ordinal);
    }

    private ToolInProcess Run(params string[] more) => ToolInProcess.Run([.. _small, "--out", _folder.Path, .. more]);
}
