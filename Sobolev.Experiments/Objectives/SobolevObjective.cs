using Sobolev.Randomness;
using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>
/// The Sobolev objective: a discrepancy of values and one per derivative,
/// E_x [ l0(m(x), f(x)) + sum_j a_j l_j(D^j m(x), D^j f(x)) ], the mean over a batch. A method is this with terms left out.
/// </summary>
/// <param name="Value">l0, or null: the values do not count.</param>
/// <param name="Terms">The derivative terms; none is ordinary training.</param>
public sealed record SobolevObjective(Discrepancy? Value, params IReadOnlyList<DerivativeTerm> Terms)
{
    /// <summary>The weight of the value discrepancy; 1 in the paper.</summary>
    public double ValueWeight { get; init; } = 1;

    /// <summary>The highest derivative it asks a jet for.</summary>
    public int Order => Terms.Count == 0 ? 0 : Terms.Max(term => term.Order);

    /// <summary>
    /// Compares two jets at the same points. The model's side is differentiable if its jet is trainable; the target's is taken as it
    /// comes, so a teacher must be a detached jet. Terms that project need the vectors that
    /// <see cref="Draw(RandomStream, Tensor, IReadOnlyList{Tensor})"/> makes.
    /// </summary>
    public SobolevLoss Compare(IJet model, IJet target, Projections? projections = null)
    {
        if (Value is null && Terms.Count == 0)
            throw new InvalidOperationException("the objective is empty: it has neither a value discrepancy nor derivative terms");
        var compared = new List<(Tensor PerSample, double Weight)>();
        if (Value is not null)
            compared.Add((Value.Of(model.Value, Value.ReadsTarget ? target.Value : model.Value), ValueWeight));
        foreach (var term in Terms)
        {
            var which = Which(term, projections ?? Projections.None);
            compared.Add((term.Discrepancy.Of(model.Derivative(which), target.Derivative(which)), term.Weight));
        }

        Tensor[] means = [.. compared.Select(term => term.PerSample.mean())];
        var total = means.Zip(compared, (mean, term) => Weighted(mean, term.Weight)).Aggregate((sum, term) => sum + term);
        return new(total, Value is null ? null : means[0], Value is null ? means : means[1..])
        {
            Model = model as ITrainableJet,
            Terms = compared,
        };
    }

    /// <summary>
    /// Draws the random unit vectors that the terms need, none where none does: one per sample in the shape of the model's value
    /// (batch, outputs ...), or of an argument's points (batch, ...). The same stream gives the same vectors on every device.
    /// </summary>
    public Projections Draw(RandomStream rng, Tensor value, params IReadOnlyList<Tensor> points) => Draw([rng], value, points);

    /// <summary>As above for a batch of several equal parts, one after another: a stream for each, which draws as if it were
    /// alone.</summary>
    public Projections Draw(IReadOnlyList<RandomStream> rngs, Tensor value, params IReadOnlyList<Tensor> points)
    {
        var output = Terms.Any(term => term.ProjectsOutputs) ? Projections.UnitVectors(rngs, value) : null;
        var directions = new Tensor?[points.Count];
        foreach (var term in Terms.Where(term => term.TakesDirection))
            directions[term.Argument] ??= Projections.UnitVectors(rngs, points[term.Argument]);
        return new(output, directions);
    }

    private static Tensor Weighted(Tensor discrepancy, double weight) => weight == 1 ? discrepancy : discrepancy * weight;

    private static DerivativeOf Which(DerivativeTerm term, Projections projections)
    {
        var projection = !term.ProjectsOutputs ? null
            : projections.Output ?? throw new ArgumentException(
                "a term projects its outputs, but no projection was given",
                nameof(projections));
        var direction = !term.TakesDirection || term.Order == 1 ? null
            : projections.Directions.ElementAtOrDefault(term.Argument)
                ?? throw new ArgumentException(
                    $"a term needs a direction of argument {term.Argument}, but no direction was given",
                    nameof(projections));
        return new(term.Order, term.Argument, projection, direction);
    }
}
