using Sobolev.Configuration;
using Sobolev.Data;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-cifar</c>; the defaults are the paper's setting.</summary>
public sealed record SgCifarConfig : SgConfig
{
    [Key(
        "folder or archive with CIFAR or with images by class (train/CLASS/*, test/CLASS/*); empty = the cached copy (sobolev data "
            + "cifar10), built-in = shapes drawn by code",
        Option = "data")]
    public override string Data { get; init; } = "";

    [Key(
        "stages after which the network is cut and a module predicts the gradient; 1, 2, 3: before each layer of stride two, as in the "
        + "paper",
        Option = "modules")]
    public override IReadOnlyList<int> Modules { get; init; } = [1, 2, 3];

    [Key("number of test images, chosen by the seed; 0 = all")]
    public override int TestImages { get; init; }

    public override int ProbeImages { get; init; } = 256;

    [Key("images that may be unreadable (each is named in the log and left out); more end the run with exit code "
        + "3", Before = nameof(Trunk))]
    [AtLeast(0)]
    public int MostUnreadable { get; init; } = 20;

    [Key("network, optimiser and minibatches")]
    public override TrunkOptions Trunk { get; init; } = new();

    public override ModuleOptions Module { get; init; } = new();

    [Key("augmentation of the training images", Before = nameof(Updates))]
    public AugmentationOptions Augmentation { get; init; } = new();

    public override long Updates { get; init; } = 100_000;

    public override long EvaluateEvery { get; init; } = 1_000;
}
