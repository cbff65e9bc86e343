using Sobolev.Configuration;
using Sobolev.Objectives;

namespace Sobolev.SyntheticGradients;

/// <summary>The training methods at a cut of the network, as in Table 1 of the paper.</summary>
public enum SgMethod
{
    /// <summary>No cut: the true gradient is propagated.</summary>
    Backprop,

    /// <summary>No module: the network below the last cut is not trained.</summary>
    Noprop,

    /// <summary>A network whose output is the gradient.</summary>
    Direct,

    /// <summary>A model of the loss, trained on its gradient alone.</summary>
    Vfbn,

    /// <summary>A model of the loss, trained on its value alone.</summary>
    Critic,

    /// <summary>A model of the loss, trained on value and gradient.</summary>
    Sobolev,
}

/// <summary>Methods by their names in configs and rows.</summary>
internal static class SgMethods
{
    /// <summary>Names to methods; "all" are those of the table of the paper, in its order.</summary>
    public static IReadOnlyList<SgMethod> Of(IReadOnlyList<string> names) => names.Contains("all")
        ? Enum.GetValues<SgMethod>()
        : [.. names.Distinct().Select(Of)];

    public static SgMethod Of(string name) => Enum.Parse<SgMethod>(name, ignoreCase: true);

    public static string NameOf(SgMethod method) => ConfigText.Of(method);

    /// <summary>Label for the name of a run folder.</summary>
    public static string Label(IReadOnlyList<SgMethod> methods) =>
        methods.Count == Enum.GetValues<SgMethod>().Length ? "all" : string.Join('-', methods.Select(NameOf));
}

/// <summary>Weights and discrepancies of the modules' objective; in the paper both losses are L1, of weight 1.</summary>
/// <param name="Discrepancy">Discrepancy of values and gradients.</param>
/// <param name="LabelWeight">Weight of dm/dy against dL/dy (section 4.1); 0 leaves it out.</param>
internal sealed record ModuleLosses(Discrepancy Discrepancy, double ValueWeight, double GradientWeight, double LabelWeight)
{
    /// <summary>The objective of a method's modules: the same one with terms left out.</summary>
    /// <returns>Null where no module is trained.</returns>
    public SobolevObjective? ObjectiveOf(SgMethod method)
    {
        var byActivations = new DerivativeTerm { Discrepancy = Discrepancy, Weight = GradientWeight };
        var byLabels = new DerivativeTerm { Discrepancy = Discrepancy, Weight = LabelWeight, Argument = 1 };
        var labels = LabelWeight > 0 ? [byLabels] : Array.Empty<DerivativeTerm>();
        return method switch
        {
            SgMethod.Direct => new SobolevObjective(Discrepancy),
            SgMethod.Vfbn => new SobolevObjective(Value: null, [byActivations, .. labels]),
            SgMethod.Critic => new SobolevObjective(Discrepancy, labels) { ValueWeight = ValueWeight },
            SgMethod.Sobolev => new SobolevObjective(Discrepancy, [byActivations, .. labels]) { ValueWeight = ValueWeight },
            _ => null,
        };
    }
}
