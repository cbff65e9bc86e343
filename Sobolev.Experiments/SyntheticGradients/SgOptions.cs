using Sobolev.Configuration;
using Sobolev.Models;

namespace Sobolev.SyntheticGradients;

/// <summary>The network below and above the modules.</summary>
public sealed record TrunkOptions
{
    [Key("channels of the first stage; the others have 2, 4 and 8 times as many")]
    [Between(1, 1024)]
    public int Width { get; init; } = 64;

    [Key("minibatch size per worker")]
    [Between(2, 65_536)]
    public int BatchSize { get; init; } = 32;

    [Key("parts of a minibatch, trained one after the other for one update: about as many times less memory (gradient accumulation)")]
    [Between(1, 32_768)]
    public int MicroBatches { get; init; } = 1;

    [Key("learning rate of the network (SGD)", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 0.1;

    [Key("updates at which the learning rate is divided by ten")]
    public IReadOnlyList<long> DropsAt { get; init; } = [40_000, 60_000, 80_000];

    [Key("momentum of SGD")]
    [Between(0, 1)]
    public double Momentum { get; init; } = 0.9;

    [Key("L2 regularisation of all network parameters")]
    [AtLeast(0)]
    public double L2 { get; init; } = 1e-4;

    internal GradientAccumulation Accumulation() => new(MicroBatches, BatchSize);

    /// <summary>The learning rate of update number <paramref name="step"/> (from 0).</summary>
    public double RateAt(long step) => LearningRate * Math.Pow(0.1, DropsAt.Count(drop => step >= drop));
}

/// <summary>The modules and their training.</summary>
public sealed record ModuleOptions
{
    [Key("channels of a module's convolutions")]
    [Between(1, 4096)]
    public int Width { get; init; } = 128;

    [Key("learning rate of the modules (Adam, constant)")]
    [Above(0)]
    public double LearningRate { get; init; } = 1e-4;

    [Key("training error of the predictions: absolute (L1, as in the paper) or squared")]
    public ModuleDiscrepancy Discrepancy { get; init; }

    [Key("weight of the error of the predicted loss (critic, sobolev)")]
    [AtLeast(0)]
    public double ValueWeight { get; init; } = 1;

    [Key("weight of the error of the synthetic gradient (vfbn, sobolev)")]
    [AtLeast(0)]
    public double GradientWeight { get; init; } = 1;

    [Key("also match dm/dy with dL/dy: the log probabilities of all classes (section 4.1 of the supplement)", Option = "label-gradient")]
    public bool LabelGradient { get; init; }

    [Key(
        "gradient that modules learn: true (of the loss, through all segments above) or bootstrapped (through the next segment, from its "
        + "module)")]
    public ModuleTargets Targets { get; init; }

    [Key("initialise the last layer of a module with zeros, so that synthetic gradients start at zero")]
    public bool ZeroOutput { get; init; } = true;

    [Key("method direct: give the module the label, as extra input planes (the paper does not say; without the label the sign is unknown)")]
    public bool DirectSeesLabel { get; init; } = true;

    [Key(
        "method direct: factor on the module's output; gradients are far smaller than Adam's steps, so a small factor avoids noisy early "
        + "predictions")]
    [Above(0)]
    public double DirectScale { get; init; } = 1;

    /// <summary>A module that nothing would train is a mistake.</summary>
    internal IEnumerable<ConfigMistake> Check(IReadOnlyList<SgMethod> methods)
    {
        if (this is { ValueWeight: 0, GradientWeight: 0, LabelGradient: false }
            && methods.Any(method => method is SgMethod.Vfbn or SgMethod.Critic or SgMethod.Sobolev))
            yield return new ConfigMistake("module.value_weight", "both weights are 0, so the modules would not be trained");
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
