using Sobolev.Files;
using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of sg-imagenet, on a slice of tiny-imagenet inside a tar.</summary>
public sealed class SgImageNetContractTests : IDisposable
{
    private static readonly string[] _small =
    [
        "--set", "network.blocks=1,1,1,1", "--set", "network.small_stem=true", "--set", "trunk.width=2", "--set", "module.width=4",
        "--set", "trunk.batch_size=5",
        "--set", "images.side=32", "--set", "images.shorter=32", "--set", "images.threads=2", "--set", "probe_images=6", "--set",
        "updates=6", "--set", "evaluate_every=3",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_run_folder_is_as_the_contract_says()
    {
        var run = Run("--method", "all", "--modules", "1,2,3", "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        var folder = _folder.File("run");
        var (header, rows) = Csv.Read(Path.Combine(folder, "metrics.csv"));
        Assert.Equal("method,modules,seed,step,train_loss,test_top1,test_top5,sg_value_loss,sg_gradient_loss,sg_cosine,seconds",
            string.Join(',', header));
        Assert.Equal(["backprop", "noprop", "direct", "vfbn", "critic", "sobolev"], rows.Select(row => row[0]).Distinct());
        Assert.Equal(6 * 3, rows.Count);
        // from the same weights: before the first update all networks are one; among three classes the top five are all
        Assert.Single(rows.Where(row => row[3] == "0").Select(row => (row[4], row[5])).Distinct());
        Assert.All(rows, row => Assert.Equal("100", row[6]));
        Assert.Equal(4 * 3 * 3, Csv.Read(Path.Combine(folder, "modules.csv")).Rows.Count);
        Assert.Equal(
            ["accuracy.png", "cosine.png", "methods.png", "norm-ratio.png", "predicted-loss.png"],
            Directory.GetFiles(Path.Combine(folder, "plots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("3 classes, 24 training images, 9 validation images", File.ReadAllText(Path.Combine(folder, "run.json")),
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void A_run_stopped_in_the_middle_of_a_pass_goes_on_exactly_with_other_decoding_threads()
    {
        string[] longer =
        [
            "--method", "sobolev", "--set", "images.colour=0.4", "--set", "trunk.micro_batches=2", "--updates", "40", "--set",
            "checkpoint_every=0.05s",
        ];
        Assert.Equal(0, Run([.. longer, "--set", "images.threads=1", "--name", "one"]).ExitCode);
        Assert.Equal(0, Run([.. longer, "--name", "whole"]).ExitCode);
        Assert.Equal(UntimedRows.Of(_folder.File("one")), UntimedRows.Of(_folder.File("whole")));
        SlicedRun.Finish(words => Run([.. longer, "--name", "slices", .. words]), 0.4);

        Assert.Equal(UntimedRows.Of(_folder.File("whole")), UntimedRows.Of(_folder.File("slices")));
        var model = Assert.Single(Directory.GetFiles(_folder.File("whole", "models")));
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(_folder.File("slices", "models", Path.GetFileName(model))));
    }

    /// <summary>The model's tensors have torchvision's names: what was trained is what another training begins with.</summary>
    [Fact]
    public void A_trained_model_initialises_another_and_one_of_other_classes_is_exit_3()
    {
        Assert.Equal(0, Run("--method", "backprop", "--name", "first").ExitCode);
        var model = _folder.File("first", "models", "backprop-0-seed0.safetensors");
        Assert.Contains("layer4.0.bn3.running_var", SafeTensors.Read(model).Tensors.Select(tensor => tensor.Name));
        Assert.Equal(0, Run("--method", "noprop", "--init", model, "--name", "second").ExitCode);
        // the same weights, but in two vectors: on Windows MKL's sums depend on where in memory a matrix begins
        Assert.Equal(TrainLoss("first", ^1), TrainLoss("second", 1), OperatingSystem.IsWindows() ? 1e-6 : 0);
        var other = Run("--method", "noprop", "--init", model, "--classes", "2", "--name", "third");
        Assert.Equal(3, other.ExitCode);
        Assert.Contains("fc.weight", other.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("third")));
    }

    [Fact]
    public void Unreadable_images_are_named_in_the_log_and_too_many_end_the_run_with_exit_3()
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        var broken = Directory.GetFiles(Path.Combine(root, "train", "n01443537")).Order(StringComparer.Ordinal).Take(2).ToArray();
        foreach (var file in broken)
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..200]);
        Assert.Equal(0, Over(root, "--method", "backprop", "--name", "run").ExitCode);
        Assert.All(broken,
            file => Assert.Contains(Path.GetFileName(file), File.ReadAllText(_folder.File("run", "log.txt")), StringComparison.Ordinal));
        var run = Over(root, "--method", "backprop", "--set", "images.most_unreadable=1", "--name", "strict");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("images.most_unreadable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_workers_train_on_one_device()
    {
        var run = Run("--method", "sobolev", "--workers", "2", "--name", "run");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(Csv.Read(_folder.File("run", "metrics.csv")).Rows.All(row => double.IsFinite(double.Parse(row[4]))));
    }

    [Fact]
    public void Without_data_it_is_exit_2_and_with_none_at_its_place_exit_3()
    {
        var run = ToolInProcess.Run("sg-imagenet", "--out", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--data DIR", run.Error, StringComparison.Ordinal);
        run = Over(_folder.File("nowhere"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("train/CLASS", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_batch_larger_than_the_images_of_a_trial_is_exit_2()
    {
        var run = Run("--set", "train_images=4", "--name", "run");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("trunk.batch_size: 5 images per batch, but the training set has only 4", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Mistakes_in_the_config_are_told_at_once()
    {
        var run = Run("--method", "sobolov", "--set", "network.blocks=3,4", "--set", "images.shorter=16");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sobolev", run.Error, StringComparison.Ordinal);
    }

    private double TrainLoss(string run, Index row) => double.Parse(UntimedRows.Of(_folder.File(run))[row].Split(',')[4]);

    private ToolInProcess Run(params string[] more) => Over(ImageNetSlice.Tar, more);

    private ToolInProcess Over(string data, params string[] more) =>
        ToolInProcess.Run(["sg-imagenet", "--data", data, .. _small, "--out", _folder.Path, .. more]);
}
