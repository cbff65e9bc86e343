using Sobolev.Files;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev;

/// <summary>
/// A smooth function fitted to values and partial derivatives at points: a network or a gradient-enhanced Gaussian process. All numbers are
/// in the units of the points and values given. A surrogate does not change; one may be used by several threads.
/// </summary>
/// <example>
/// <code>
/// var surrogate = Surrogate.Fit(x, y, dydx);
/// double[] value = surrogate.Predict([0.1, 0.2]);
/// </code>
/// </example>
public sealed class Surrogate
{
    private const int StepsOfAReport = 20;

    private readonly FittedModel _fitted;

    private Surrogate(FittedModel fitted) => _fitted = fitted;

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => _fitted.Inputs;

    /// <summary>Names of the outputs.</summary>
    public IReadOnlyList<string> Outputs => _fitted.Outputs;

    /// <summary>The kind that was kept: network or kriging.</summary>
    public ModelKind Kind => _fitted.Model is ProcessModel ? ModelKind.Kriging : ModelKind.Network;

    /// <summary>
    /// The root mean squared error of held-out points in deviations of the outputs; not-a-number where none were held out, or for a file.
    /// </summary>
    public double HeldOutError { get; private init; } = double.NaN;

    /// <summary>A sentence for each column of partials that contradicts the values and was not used; empty for a file.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Fits a surrogate.</summary>
    /// <param name="x">Points (points, inputs), finite.</param>
    /// <param name="y">Values (points, outputs); not-a-number marks a missing one.</param>
    /// <param name="dydx">Partials (points, outputs, inputs); not-a-number marks a missing one; null for none.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Called now and then on the calling thread; null for none.</param>
    /// <param name="cancellation">Ends the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, a point is not finite, an input is constant, or an option is out of
    /// range.</exception>
    public static Surrogate Fit(
        double[,] x,
        double[,] y,
        double[,,]? dydx = null,
        SurrogateOptions? options = null,
        IProgress<SurrogateProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        options ??= new SurrogateOptions();
        var table = SurrogateInput.Of(x, y, dydx, options);
        SurrogateInput.Check(table, options);
        var splits = SplitRule.Of(options.Holdout, options.Folds, table.Count, new Replicates(table).Points)
            .Of(table, new RandomStream(options.Seed, "split"));
        var threads = options.Threads ?? Environment.ProcessorCount;
        var settings = new FitSettings
        {
            Model = options.Model,
            ChecksPartials = options.ChecksPartials,
            UsesPartials = dydx is not null,
            Threads = () => threads,
        };
        var search = new SurrogateSearch(table, splits, settings, options.Seed);
        while (!search.HasEnded)
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = search.Advance();
            if (search.Step % StepsOfAReport == 0)
                progress?.Report(
                    new SurrogateProgress(search.Step, $"{search.Candidates[^1].Kind}, {search.Candidates[^1].Setting}", loss));
        }

        var (inputs, outputs) =
            (SurrogateInput.Names(options.Inputs, "x", table.Inputs), SurrogateInput.Names(options.Outputs, "y", table.Outputs));
        return new Surrogate(FittedModel.Of(search, table, inputs, outputs))
        {
            HeldOutError = double.IsFinite(search.Kept.Score) ? Math.Sqrt(search.Kept.Score) : double.NaN,
            Warnings = [.. search.Checks.Where(check => check.Verdict != PartialVerdict.Agrees)
                .Select(check => check.Sentence(inputs, outputs))],
        };
    }

    /// <summary>The values at a point.</summary>
    /// <param name="point">As many numbers as there are inputs.</param>
    /// <returns>A number for each output.</returns>
    public double[] Predict(ReadOnlySpan<double> point) => _fitted.Model.Predict(Whole(point)).Values;

    /// <summary>The gradient at a point: that of <see cref="Predict(ReadOnlySpan{double})"/>, exactly.</summary>
    /// <param name="point">As many numbers as there are inputs.</param>
    /// <returns>Partials (outputs, inputs).</returns>
    public double[,] PredictGradient(ReadOnlySpan<double> point) => Shaped(_fitted.Model.Predict(Whole(point)).Jacobians);

    /// <summary>The standard deviations of the values at a point, calibrated on the held-out points.</summary>
    /// <param name="point">As many numbers as there are inputs.</param>
    /// <returns>A number for each output; not-a-number where no points were held out.</returns>
    public double[] PredictDeviation(ReadOnlySpan<double> point) =>
        _fitted.Uncertainty?.At(_fitted.Model, Whole(point)).Values ?? [.. Enumerable.Repeat(double.NaN, Outputs.Count)];

    /// <summary>Whether a point lies within the box of the points of the fit; outside, a prediction is a guess.</summary>
    /// <param name="point">As many numbers as there are inputs.</param>
    public bool Covers(ReadOnlySpan<double> point) => _fitted.Covers(Whole(point));

    /// <summary>Writes the surrogate to a file in the safetensors format, whole or not at all.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="SobolevException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var (tensors, metadata) = _fitted.Tensors();
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors, metadata));
    }

    /// <summary>Reads a surrogate that <see cref="Save"/> or <c>sobolev fit</c> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SobolevException">The file is missing or holds no surrogate.</exception>
    public static Surrogate Load(string path) => new(FittedModel.Of(SafeTensors.Read(path)));

    private double[] Whole(ReadOnlySpan<double> point) => point.Length == Inputs.Count
        ? point.ToArray()
        : throw new ArgumentException($"a point has {Inputs.Count} numbers ({string.Join(", ", Inputs)}), not "
            + $"{point.Length}", nameof(point));

    private double[,] Shaped(double[] jacobian)
    {
        var shaped = new double[Outputs.Count, Inputs.Count];
        Buffer.BlockCopy(jacobian, 0, shaped, 0, jacobian.Length * sizeof(double));
        return shaped;
    }
}
