using Sobolev.Configuration;
using Sobolev.Data;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-cifar</c>; the defaults are the paper's setting.</summary>
public sealed record SgCifarConfig : SgConfig
{
    [Key("CIFAR-10: a folder or archive with its binary files or with images by class; empty for the cached copy (sobolev data cifar10)", Option = "data")]
    public override string Data { get; init; } = "";

    [Key("stages of the network after which a module sits: the paper's three modules are before each layer of stride two", Option = "modules")]
    public override IReadOnlyList<int> Modules { get; init; } = [1, 2, 3];

    [Key("test images, chosen by the seed; 0 takes all")]
    public override int TestImages { get; init; }

    public override int ProbeImages { get; init; } = 256;

    [Key("the network, its optimiser and its minibatches")]
    public override TrunkOptions Trunk { get; init; } = new();

    public override ModuleOptions Module { get; init; } = new();

    [Key("augmentation of the training images", Before = nameof(Updates))]
    public AugmentationOptions Augmentation { get; init; } = new();

    public override long Updates { get; init; } = 100_000;

    public override long EvaluateEvery { get; init; } = 1_000;
}
