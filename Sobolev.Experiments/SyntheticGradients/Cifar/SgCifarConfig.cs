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

    [Key("training images on which the modules are compared with the true gradient")]
    [Between(2, 10_000)]
    public int ProbeImages { get; init; } = 256;

    [Key("the network, its optimiser and its minibatches")]
    public TrunkKeys Trunk { get; init; } = new();

    [Key("the synthetic-gradient modules")]
    public ModuleKeys Module { get; init; } = new();

    [Key("augmentation of the training images")]
    public AugmentationKeys Augmentation { get; init; } = new();

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
    public IReadOnlyList<SgMethod> AllMethods() => Methods.Contains("all")
        ? Enum.GetValues<SgMethod>()
        : [.. Methods.Distinct().Select(name => Enum.Parse<SgMethod>(name, ignoreCase: true))];

    /// <summary>Where the network is cut for a method.</summary>
    public IReadOnlyList<int> CutsOf(SgMethod method) => method == SgMethod.Backprop ? [] : [.. Modules.Distinct().Order()];

    public IEnumerable<ConfigMistake> Check()
    {
        if (Module is { ValueWeight: 0, GradientWeight: 0, LabelGradient: false } && AllMethods().Any(method => method is SgMethod.Vfbn or SgMethod.Critic or SgMethod.Sobolev))
            yield return new ConfigMistake("module.value_weight", "with both weights 0 the modules would not be trained");
    }
}

/// <summary>The network below and above the modules.</summary>
public sealed record TrunkKeys
{
    [Key("channels of the first stage; the others have two, four and eight times as many")]
    [Between(1, 1024)]
    public int Width { get; init; } = 64;

    [Key("images of each worker's minibatch")]
    [Between(2, 65_536)]
    public int BatchSize { get; init; } = 32;

    [Key("learning rate of the network (SGD)", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 0.1;

    [Key("updates at which the learning rate is divided by ten")]
    public IReadOnlyList<long> DropsAt { get; init; } = [40_000, 60_000, 80_000];

    [Key("momentum")]
    [Between(0, 1)]
    public double Momentum { get; init; } = 0.9;

    [Key("L2 regularisation of all its parameters")]
    [AtLeast(0)]
    public double L2 { get; init; } = 1e-4;

    /// <summary>The learning rate of update number <paramref name="step"/> (from 0).</summary>
    public double RateAt(long step) => LearningRate * Math.Pow(0.1, DropsAt.Count(drop => step >= drop));
}

/// <summary>The modules and what trains them.</summary>
public sealed record ModuleKeys
{
    [Key("channels of a module's convolutions")]
    [Between(1, 4096)]
    public int Width { get; init; } = 128;

    [Key("learning rate of the modules (Adam, no schedule)")]
    [Above(0)]
    public double LearningRate { get; init; } = 1e-4;

    [Key("absolute (L1, the paper's) or squared: how predictions are compared with the truth")]
    public ModuleDiscrepancy Discrepancy { get; init; }

    [Key("weight of the predicted loss (critic, sobolev)")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 1;

    [Key("weight of the synthetic gradient (vfbn, sobolev)")]
    [AtLeast(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("also match dm/dy with dL/dy: the log probabilities of all classes (section 4.1 of the supplement)", Option = "label-gradient")]
    public bool LabelGradient { get; init; }

    [Key("true (the gradient of the loss, through all segments above) or bootstrapped (through the next segment, from its module)")]
    public ModuleTargets Targets { get; init; }

    [Key("begin with a last layer of zeros, so that synthetic gradients begin at zero")]
    public bool ZeroOutput { get; init; } = true;

    [Key("method direct: show the module the label, as planes beside the activations (the text does not say; without it the module cannot know the sign)")]
    public bool DirectSeesLabel { get; init; } = true;

    [Key("method direct: what its output is multiplied by; gradients are far smaller than Adam's steps, so a small number keeps early predictions from being noise")]
    [Above(0)]
    public double DirectScale { get; init; } = 1;

    internal ModuleLosses Losses() => new(
        Discrepancy == ModuleDiscrepancy.Absolute ? Objectives.Discrepancy.AbsoluteError : Objectives.Discrepancy.SquaredError,
        ValueWeight, GradientWeight, LabelGradient ? 1 : 0);
}

/// <summary>How a module's predictions are compared with the truth.</summary>
public enum ModuleDiscrepancy
{
    Absolute,
    Squared,
}

/// <summary>The usual augmentation of CIFAR-10.</summary>
public sealed record AugmentationKeys
{
    [Key("pixels of padding before a random crop of the image's size; 0 for none")]
    [Between(0, 16)]
    public int Padding { get; init; } = 4;

    [Key("mirror every second image")]
    public bool Flips { get; init; } = true;
}
