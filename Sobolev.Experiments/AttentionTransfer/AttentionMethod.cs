using Sobolev.Objectives;

namespace Sobolev.AttentionTransfer;

/// <summary>A method is a value discrepancy of two losses L(g(x)), L(f(x)), and whether their input gradients are compared too.</summary>
/// <param name="Name">The word in the config and in metrics.csv.</param>
/// <param name="Value">Comparison of the losses themselves.</param>
/// <param name="ComparesGradients">Whether there is a term alpha * |dL(g(x))/dx - dL(f(x))/dx|.</param>
internal sealed record AttentionMethod(string Name, Discrepancy Value, bool ComparesGradients)
{
    /// <summary>The training of a teacher: its own loss.</summary>
    public static AttentionMethod Teacher { get; } = new("teacher", Discrepancy.OwnValue, false);

    /// <summary>L(g(x)): cross entropy alone.</summary>
    public static AttentionMethod Student { get; } = Teacher with { Name = "student" };

    /// <summary>Eq. 3: L(g(x)) + alpha |dL(g(x))/dx - dL(f(x))/dx|.</summary>
    public static AttentionMethod Transfer { get; } = new("transfer", Discrepancy.OwnValue, true);

    /// <summary>|L(g(x)) - L(f(x))| + alpha |dL(g(x))/dx - dL(f(x))/dx|.</summary>
    public static AttentionMethod Sobolev { get; } = new("sobolev", Discrepancy.AbsoluteError, true);

    public static IReadOnlyList<AttentionMethod> Students { get; } = [Student, Transfer, Sobolev];

    public static AttentionMethod Named(string name) => Students.Append(Teacher).First(method => method.Name == name);

    /// <summary>The objective of this method. With alpha 0 the term is left out: it would cost its time and change nothing.</summary>
    public SobolevObjective Objective(double alpha, GradientDiscrepancy derivative)
    {
        if (!ComparesGradients || alpha == 0)
            return new SobolevObjective(Value);
        var discrepancy = derivative == GradientDiscrepancy.Norm ? Discrepancy.Norm : Discrepancy.SquaredNorm;
        return new SobolevObjective(Value, new DerivativeTerm { Discrepancy = discrepancy, Weight = alpha });
    }
}
