using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-cifar</c>; the defaults are the paper's setting.</summary>
public sealed record SgCifarConfig : RunConfig, IChecked
{
    [Key("CIFAR-10: a folder or archive with its binary files or with images by class; empty for the cached copy (sobolev data cifar10)", Option = "data")]
    public string Data { get; init; } = "";

    [Key("backprop, noprop, direct, vfbn, critic, sobolev, or all", Option = "method")]
    [NotEmpty]
    [OneOf("backprop", "noprop", "direct", "vfbn", "critic", "sobolev", "all")]
    public IReadOnlyList<string> Methods { get; init; } = ["sobolev"];

    [Key("stages of the network after which a module sits: the paper's three modules are before each layer of stride two", Option = "modules")]
    [NotEmpty]
    [Between(1, 3)]
    public IReadOnlyList<int> Modules { get; init; } = [1, 2, 3];

    [Key("training images, chosen by the seed; 0 takes all")]
    [AtLeast(0)]
    public int TrainImages { get; init; }

    [Key("test images, chosen by the seed; 0 takes all")]
    [AtLeast(0)]
    public int TestImages { get; init; }

    [Key("training images, drawn by the seed, on which the modules are compared with the true gradient")]
    [Between(2, 10_000)]
    public int ProbeImages { get; init; } = 256;

    [Key("the network, its optimiser and its minibatches")]
    public TrunkOptions Trunk { get; init; } = new();

    [Key("the synthetic-gradient modules")]
    public ModuleOptions Module { get; init; } = new();

    [Key("augmentation of the training images")]
    public AugmentationOptions Augmentation { get; init; } = new();

    [Key("updates of each trial", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 100_000;

    [Key("updates between two rows of metrics.csv")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 1_000;

    [Key("worker threads with minibatches of their own, one per CUDA card or sharing a device; more than one is not deterministic", Option = "workers")]
    [Between(1, 256)]
    public int Workers { get; init; } = 1;

    [Key("CPU threads inside one operation of a trial; part of the config because another number moves the last digits")]
    [Between(1, 256)]
    public int OperationThreads { get; init; } = 1;

    /// <summary>The methods with "all" spelled out, in the order of the table of the paper.</summary>
    public IReadOnlyList<SgMethod> AllMethods() => SgMethods.Of(Methods);

    /// <summary>Where the network is cut for a method.</summary>
    public IReadOnlyList<int> CutsOf(SgMethod method) => method == SgMethod.Backprop ? [] : [.. Modules.Distinct().Order()];

    public IEnumerable<ConfigMistake> Check()
    {
        return Module.Check(AllMethods());
    }
}

/// <summary>The usual augmentation of CIFAR-10.</summary>
public sealed record AugmentationOptions
{
    [Key("pixels of padding before a random crop of the image's size; 0 for none")]
    [Between(0, 16)]
    public int Padding { get; init; } = 4;

    [Key("mirror every second image")]
    public bool Flips { get; init; } = true;
}
