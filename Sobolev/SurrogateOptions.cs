namespace Sobolev;

/// <summary>How
/// <see cref="Surrogate.Fit(double[,], double[,], double[,,], SurrogateOptions, IProgress{SurrogateProgress}, CancellationToken)"/>
/// fits.</summary>
public sealed record SurrogateOptions
{
    /// <summary>A network, a process, or the one with the smaller held-out error.</summary>
    public ModelKind Model { get; init; }

    /// <summary>
    /// The fraction of points held out, above 0 up to 0.9; 0 holds out none. Null holds out each point once up to 12 points, five folds up
    /// to 1000, and a fifth of more.
    /// </summary>
    public double? Holdout { get; init; }

    /// <summary>The number of folds, at least 2 and at most one for each point; null: see <see cref="Holdout"/>.</summary>
    public int? Folds { get; init; }

    /// <summary>Whether partials that contradict the values are left out.</summary>
    public bool ChecksPartials { get; init; } = true;

    /// <summary>
    /// How many points each point counts for, 0 or more; 0 leaves it out, 2 counts it twice. Empty: one each.
    /// </summary>
    public IReadOnlyList<double> Weights { get; init; } = [];

    /// <summary>
    /// Standard deviations (points, outputs) of the noise of the values, in their units; 0 or not-a-number where it is not known. Null:
    /// none is known. Not together with <see cref="Weights"/>.
    /// </summary>
    public double[,]? ValueDeviations { get; init; }

    /// <summary>The same of the partials (points, outputs, inputs).</summary>
    public double[,,]? PartialDeviations { get; init; }

    /// <summary>Threads, at least 1; their number changes no bit of the surrogate. Null: one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Random seed; the same seed and data give the same surrogate on the same kind of processor.</summary>
    public long Seed { get; init; }

    /// <summary>Names of the inputs; empty for x1, x2 ...</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Names of the outputs; empty for y1, y2 ...</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}

/// <summary>How far a fit is.</summary>
/// <param name="Step">Steps done; their number is not known beforehand.</param>
/// <param name="Candidate">The model in training, e.g. "network, weight 1, width 32, decay 0".</param>
/// <param name="Loss">Its loss: of networks a mean of squares, of processes minus the logarithm of the likelihood.</param>
public readonly record struct SurrogateProgress(long Step, string Candidate, double Loss);
