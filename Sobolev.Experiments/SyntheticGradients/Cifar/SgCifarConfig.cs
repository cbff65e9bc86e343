using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-cifar</c>; the defaults are the paper's setting.</summary>
public sealed record SgCifarConfig : RunConfig, IChecked
{
    [Key(
        "folder or archive with CIFAR-10's binary files or with images by class; empty = the cached copy (sobolev data cifar10)",
        Option = "data")]
    public string Data { get; init; } = "";

    [Key("training methods: backprop, noprop, direct, vfbn, critic, sobolev, or all", Option = "method")]
    [NotEmpty]
    [OneOf("backprop", "noprop", "direct", "vfbn", "critic", "sobolev", "all")]
    public IReadOnlyList<string> Methods { get; init; } = ["sobolev"];

    [Key(
        "stages after which the network is cut and a module predicts the gradient; 1, 2, 3: before each layer of stride two, as in the "
        + "paper",
        Option = "modules")]
    [NotEmpty]
    [Between(1, 3)]
    public IReadOnlyList<int> Modules { get; init; } = [1, 2, 3];

    [Key("number of training images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TrainImages { get; init; }

    [Key("number of test images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TestImages { get; init; }

    [Key("number of training images, drawn by the seed, for comparing synthetic with true gradients")]
    [Between(2, 10_000)]
    public int ProbeImages { get; init; } = 256;

    [Key("network, optimiser and minibatches")]
    public TrunkOptions Trunk { get; init; } = new();

    [Key("the synthetic-gradient modules")]
    public ModuleOptions Module { get; init; } = new();

    [Key("augmentation of the training images")]
    public AugmentationOptions Augmentation { get; init; } = new();

    [Key("training updates per trial", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 100_000;

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1_000;

    [Key(
        "worker threads, each with its own minibatches, one per GPU or sharing a device; more than 1 is not deterministic",
        Option = "workers")]
    [Between(1, 256)]
    public int Workers { get; init; } = 1;

    [Key("CPU threads inside one operation; a different number changes the last digits of the results")]
    [Between(1, 256)]
    public int OperationThreads { get; init; } = 1;

    /// <summary>The methods with "all" spelled out, in the order of the table of the paper.</summary>
    public IReadOnlyList<SgMethod> AllMethods() => SgMethods.Of(Methods);

    /// <summary>The cuts of the network for a method.</summary>
    public IReadOnlyList<int> CutsOf(SgMethod method) => method == SgMethod.Backprop ? [] : [.. Modules.Distinct().Order()];

    public IEnumerable<ConfigMistake> Check()
    {
        return Module.Check(AllMethods());
    }
}

/// <summary>The usual augmentation of CIFAR-10.</summary>
public sealed record AugmentationOptions
{
    [Key("padding before a random crop to the image size, in pixels; 0 = no crop")]
    [Between(0, 16)]
    public int Padding { get; init; } = 4;

    [Key("mirror images horizontally with probability 1/2")]
    public bool Flips { get; init; } = true;
}
