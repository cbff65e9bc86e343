using Sobolev.Configuration;
using Sobolev.Models;
using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>The config of <c>sg-imagenet</c>; the defaults are the paper's setting.</summary>
public sealed record SgImageNetConfig : RunConfig, IChecked
{
    [Key(
        "folder or .tar files with ImageNet in the layout of ILSVRC2012 (train/WNID/*.JPEG, val/WNID/*.JPEG or val/*.JPEG), read in place",
        Option = "data")]
    public string Data { get; init; } = "";

    [Key(
        "list of the validation images' classes, for val/*.JPEG in one folder; empty = a list with a known name inside the data set",
        Option = "ground-truth")]
    public string GroundTruth { get; init; } = "";

    [Key("training methods: backprop, noprop, direct, vfbn, critic, sobolev, or all", Option = "method")]
    [NotEmpty]
    [OneOf("backprop", "noprop", "direct", "vfbn", "critic", "sobolev", "all")]
    public IReadOnlyList<string> Methods { get; init; } = ["sobolev"];

    [Key("layers after which the network is cut and a module predicts the gradient; in the paper 2, or 1, 2, 3", Option = "modules")]
    [NotEmpty]
    [Between(1, 3)]
    public IReadOnlyList<int> Modules { get; init; } = [2];

    [Key("number of classes, the first by WordNet id; 0 = all", Option = "classes")]
    [Between(0, 100_000)]
    public int Classes { get; init; }

    [Key("number of training images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TrainImages { get; init; }

    [Key("number of validation images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TestImages { get; init; }

    [Key("number of training images, drawn by the seed, for comparing synthetic with true gradients")]
    [Between(2, 10_000)]
    public int ProbeImages { get; init; } = 32;

    [Key("reading and augmentation of the images")]
    public ImageOptions Images { get; init; } = new();

    [Key("the residual network")]
    public ResNetOptions Network { get; init; } = new();

    [Key("width, optimiser and minibatches of the network")]
    public TrunkOptions Trunk { get; init; } = new() { DropsAt = [100_000, 150_000, 175_000] };

    [Key("the synthetic-gradient modules")]
    public ModuleOptions Module { get; init; } = new() { Width = 64, DirectSeesLabel = false };

    [Key("training updates per trial", Option = "updates")]
    [AtLeast(1)]
    public long Updates { get; init; } = 200_000;

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public long EvaluateEvery { get; init; } = 2_000;

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

    /// <summary>After which layers the network is cut for a method.</summary>
    public IReadOnlyList<int> CutsOf(SgMethod method) => method == SgMethod.Backprop ? [] : [.. Modules.Distinct().Order()];

    public IEnumerable<ConfigMistake> Check()
    {
        if (Network.Blocks.Count != 4)
            yield return new ConfigMistake(
                "network.blocks",
                $"{Network.Blocks.Count} numbers given, but the network has 4 layers; give four, e.g. [3, 4, 6, 3]");
        if (Images.Shorter < Images.Side)
            yield return new ConfigMistake(
                "images.shorter",
                $"{Images.Shorter}, less than images.side, {Images.Side}: the centre would be larger than the image");
        foreach (var mistake in Module.Check(AllMethods()))
            yield return mistake;
    }
}

/// <summary>From files to squares.</summary>
public sealed record ImageOptions
{
    [Key("height and width of the network's input, in pixels")]
    [Between(8, 4096)]
    public int Side { get; init; } = 224;

    [Key("shorter side of a validation image before the centre crop, in pixels")]
    [Between(8, 8192)]
    public int Shorter { get; init; } = 256;

    [Key("smallest area of a random training crop, as a fraction of the image")]
    [Between(0.001, 1)]
    public double LeastArea { get; init; } = 0.08;

    [Key("largest relative change of brightness, contrast and saturation in training; 0 = none")]
    [Between(0, 1)]
    public double Colour { get; init; } = 0.4;

    [Key("decoding threads per worker; does not change the results", Option = "decode-threads")]
    [Between(1, 1024)]
    public int Threads { get; init; } = 4;

    [Key("minibatches decoded ahead per worker; does not change the results")]
    [Between(1, 1024)]
    public int Ahead { get; init; } = 3;

    [Key("number of unreadable images tolerated, each logged and replaced by the next; more end the run with exit code 3")]
    [AtLeast(0)]
    public int MostUnreadable { get; init; } = 20;
}

/// <summary>The network's shape.</summary>
public sealed record ResNetOptions
{
    [Key("number of bottleneck blocks in each of the four layers; ResNet50: 3, 4, 6, 3")]
    [NotEmpty]
    [Between(1, 100)]
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    [Key("first layer a 3x3 convolution without pooling, for images of 64x64 or smaller")]
    public bool SmallStem { get; init; }

    [Key("initialise every residual block as the identity (zero scale in its last normalisation)")]
    public bool ZeroLastScale { get; init; }

    [Key("initial weights, a safetensors file with torchvision's names; empty = random (He)", Option = "init")]
    public string Init { get; init; } = "";

    internal ResNetShape ShapeOf(int width) => new(Blocks, width, SmallStem);
}
