using Sobolev.Objectives;

namespace Sobolev.Distillation;

/// <summary>The comparison of a student with its teacher.</summary>
internal static class DistillMethod
{
    public const string Regular = "regular";
    public const string Sobolev = "sobolev";

    public static IReadOnlyList<string> All { get; } = [Regular, Sobolev];

    /// <summary>
    /// KL(teacher || student), and for sobolev the squared error of d &lt;log pi, v&gt; / dx, v uniform on the unit sphere.
    /// </summary>
    public static SobolevObjective Objective(string method, double gradientWeight) => method == Regular
        ? new(Discrepancy.KullbackLeibler)
        : new(Discrepancy.KullbackLeibler, new DerivativeTerm { ProjectsOutputs = true, Weight = gradientWeight });
}
