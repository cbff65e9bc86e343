using Sobolev.Models;
using Sobolev.Objectives;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>A student beside its teacher on one batch of training images.</summary>
/// <param name="StudentLoss">Mean of L(g(x)).</param>
/// <param name="TeacherLoss">Mean of L(f(x)); not-a-number without a teacher, like all that follows.</param>
/// <param name="ValueGap">Mean of |L(g(x)) - L(f(x))|.</param>
/// <param name="Sensitivity">Mean of the norm |dL(g(x))/dx - dL(f(x))/dx|, for every objective.</param>
/// <param name="Cosine">Mean cosine of the two input gradients.</param>
/// <param name="StudentGradient">Mean norm of dL(g(x))/dx.</param>
/// <param name="TeacherGradient">Mean norm of dL(f(x))/dx: the sensitivity of a student with zero input gradients.</param>
/// <param name="TransferCost">Eq. 3, with the trial's alpha.</param>
/// <param name="SobolevCost">The Sobolev cost, with the trial's alpha.</param>
internal sealed record GradientDiagnostics(
    double StudentLoss,
    double TeacherLoss,
    double ValueGap,
    double Sensitivity,
    double Cosine,
    double StudentGradient,
    double TeacherGradient,
    double TransferCost,
    double SobolevCost)
{
    /// <summary>Names of <see cref="Numbers"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["student_loss", "teacher_loss", "value_gap", "sensitivity", "gradient_cosine", "student_gradient", "teacher_gradient",
            "transfer_cost", "sobolev_cost"];

    public IReadOnlyList<double> Numbers =>
        [StudentLoss, TeacherLoss, ValueGap, Sensitivity, Cosine, StudentGradient, TeacherGradient, TransferCost, SobolevCost];

    /// <summary>Normalised by the statistics of this batch, as in training, and without learning them.</summary>
    public static GradientDiagnostics Measure(Classifier student, Classifier? teacher, Tensor images, Tensor labels,
        Func<AttentionMethod, SobolevObjective> objective)
    {
        using var scope = NewDisposeScope();
        Normalisation.ByBatch(student.Network, learns: false);
        var model = student.Loss(images, labels, order: 1);
        if (teacher is null)
            return new GradientDiagnostics(Number(model.Value), double.NaN, double.NaN, double.NaN, double.NaN,
                Number(Norms(model.Derivative(new(1)).flatten(1))), double.NaN, double.NaN, double.NaN);
        var target = teacher.Loss(images, labels, order: 1);
        var (ours, theirs) = (model.Derivative(new(1)).flatten(1), target.Derivative(new(1)).flatten(1));
        return new GradientDiagnostics(
            Number(model.Value),
            Number(target.Value),
            Number((model.Value - target.Value).abs()),
            Number(Norms(ours - theirs)),
            Number(nn.functional.cosine_similarity(ours, theirs, dim: 1)),
            Number(Norms(ours)),
            Number(Norms(theirs)),
            objective(AttentionMethod.Transfer).Compare(model, target).ToNumbers().Total,
            objective(AttentionMethod.Sobolev).Compare(model, target).ToNumbers().Total);
    }

    /// <param name="perSample">(samples, pixels of all channels).</param>
    private static Tensor Norms(Tensor perSample) => linalg.vector_norm(perSample, 2, [1]);

    private static double Number(Tensor perSample) => TorchSharp.TensorExtensionMethods.ToDouble(perSample.mean());
}
