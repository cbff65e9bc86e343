using Sobolev.Configuration;

namespace Sobolev.SyntheticGradients;

/// <summary>The network below and above the modules.</summary>
public sealed record TrunkOptions
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
public sealed record ModuleOptions
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

    /// <summary>A module that nothing would train is a mistake.</summary>
    internal IEnumerable<ConfigMistake> Check(IReadOnlyList<SgMethod> methods)
    {
        if (this is { ValueWeight: 0, GradientWeight: 0, LabelGradient: false } && methods.Any(method => method is SgMethod.Vfbn or SgMethod.Critic or SgMethod.Sobolev))
            yield return new ConfigMistake("module.value_weight", "with both weights 0 the modules would not be trained");
    }

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
