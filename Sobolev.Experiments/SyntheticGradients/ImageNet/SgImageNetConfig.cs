using Sobolev.Configuration;
using Sobolev.Data;
using Sobolev.Models;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-imagenet</c>; the defaults are the paper's setting.</summary>
public sealed record SgImageNetConfig : SgConfig
{
    [Key(
        "folder, .tar or .zip files with ImageNet (train/WNID/*.JPEG, val/WNID/*.JPEG or val/*.JPEG) or other images by class, read in "
            + "place; built-in = shapes drawn by code",
        Option = "data")]
    public override string Data { get; init; } = "";

    [Key(
        "list of the validation images' classes, for val/*.JPEG in one folder; empty = a list with a known name inside the data set",
        Option = "ground-truth",
        Before = nameof(Methods))]
    public string GroundTruth { get; init; } = "";

    [Key("layers after which the network is cut and a module predicts the gradient; in the paper 2, or 1, 2, 3", Option = "modules")]
    public override IReadOnlyList<int> Modules { get; init; } = [2];

    [Key("number of classes, the first by WordNet id; 0 = all", Option = "classes", Before = nameof(TrainImages))]
    [Between(0, 100_000)]
    public int Classes { get; init; }

    [Key("number of validation images, chosen by the seed; 0 = all")]
    public override int TestImages { get; init; }

    public override int ProbeImages { get; init; } = 32;

    [Key("reading and augmentation of the images", Before = nameof(Trunk))]
    public ImageOptions Images { get; init; } = new();

    [Key("the residual network", Before = nameof(Trunk))]
    public ResNetOptions Network { get; init; } = new();

    [Key("width, optimiser and minibatches of the network")]
    public override TrunkOptions Trunk { get; init; } = new() { DropsAt = [100_000, 150_000, 175_000] };

    public override ModuleOptions Module { get; init; } = new() { Width = 64, DirectSeesLabel = false };

    public override long Updates { get; init; } = 200_000;

    public override long EvaluateEvery { get; init; } = 2_000;

    public override IEnumerable<ConfigMistake> Check()
    {
        if (GroundTruth.Length > 0 && Data == Shapes.Name)
            yield return new ConfigMistake("ground_truth", "has no meaning with data: built-in");
        if (Classes == 1)
            yield return new ConfigMistake("classes", "1, but at least two are needed to tell apart; 0 takes all");
        if (Network.Blocks.Count != 4)
            yield return new ConfigMistake("network.blocks",
                $"{Network.Blocks.Count} numbers where the network has 4 layers, e.g. [3, 4, 6, 3]");
        if (Network.InitSkip.Count > 0 && Network.Init.Length == 0)
            yield return new ConfigMistake("network.init_skip", "has a meaning with network.init only");
        if (Images.Shorter < Images.Side)
            yield return new ConfigMistake("images.shorter",
                $"{Images.Shorter}, less than images.side, {Images.Side}: the centre would be larger than the image");
        foreach (var mistake in base.Check())
            yield return mistake;
    }
}

/// <summary>From files to squares.</summary>
public sealed record ImageOptions
{
    [Key("height and width that the network sees")]
    [Between(8, 4096)]
    public int Side { get; init; } = 224;

    [Key("validation: the shorter side after scaling, of which the centre is cut")]
    [Between(8, 8192)]
    public int Shorter { get; init; } = 256;

    [Key("training: the least share of an image's area that a random cut has")]
    [Between(0.001, 1)]
    public double LeastArea { get; init; } = 0.08;

    [Key("training: how far brightness, contrast and saturation are changed; 0 leaves colours alone")]
    [Between(0, 1)]
    public double Colour { get; init; } = 0.4;

    [Key("threads that decode, of each worker; no number changes by it", Option = "decode-threads")]
    [Between(1, 1024)]
    public int Threads { get; init; } = 4;

    [Key("minibatches that are decoded ahead, of each worker")]
    [Between(1, 1024)]
    public int Ahead { get; init; } = 3;

    [Key("images that may be unreadable (each is named in the log and replaced by the next); more end the run with exit code 3")]
    [AtLeast(0)]
    public int MostUnreadable { get; init; } = 20;
}

/// <summary>The network's shape.</summary>
public sealed record ResNetOptions
{
    [Key("bottleneck blocks of each of the four layers; ResNet50 has 3, 4, 6, 3")]
    [NotEmpty]
    [Between(1, 100)]
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    [Key("begin with a 3x3 convolution and no pooling, for images of 64x64 and less")]
    public bool SmallStem { get; init; }

    [Key("begin with every residual block as the identity (the scale of its last normalisation is zero)")]
    public bool ZeroLastScale { get; init; }

    [Key("weights to begin with, a safetensors file under torchvision's names; empty draws them (He)", Option = "init")]
    public string Init { get; init; } = "";

    [Key("layers that init does not set, e.g. fc for another number of classes: they are drawn", Option = "init-skip")]
    public IReadOnlyList<string> InitSkip { get; init; } = [];

    internal ResNetShape ShapeOf(int width) => new(Blocks, width, SmallStem);
}
