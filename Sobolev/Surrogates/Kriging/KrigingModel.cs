using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>A Gaussian process conditioned on the observations of one output, all in scaled units.</summary>
/// <param name="Data">The observations.</param>
/// <param name="Correlation">The correlation function.</param>
/// <param name="Parameters">Length scales and noise.</param>
/// <param name="Solution">Mean, variance and weights.</param>
internal sealed record KrigingModel(Observations Data, Correlation Correlation, KrigingParameters Parameters, KrigingSolution Solution)
{
    private readonly Covariance _covariance = Covariance.Of(Correlation);
    private Cholesky? _factor;

    /// <summary>The model of these parameters; null where its matrix is not positive definite.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="correlation">The correlation function.</param>
    /// <param name="parameters">Length scales and noise.</param>
    /// <param name="threads">Threads of the factorisation; their number changes no bit of the model.</param>
    public static KrigingModel? Of(Observations data, Correlation correlation, KrigingParameters parameters, int threads = 1)
    {
        var likelihood = new KrigingLikelihood(data, correlation) { Threads = threads };
        return likelihood.Solve(parameters) is not { } solution
            ? null
            : new KrigingModel(data, correlation, parameters, solution) { _factor = likelihood.Matrix };
    }

    /// <summary>The mean of each kind at a point.</summary>
    public void Predict(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Span<double> means)
    {
        var cross = new double[kinds.Length * Data.Equations];
        _covariance.Cross(point, kinds, Data, Parameters.Lengths, cross);
        for (var k = 0; k < kinds.Length; k++)
            means[k] = Vectors.Dot(cross.AsSpan(k * Data.Equations, Data.Equations), Solution.Weights)
                + (kinds[k].Order == 0 ? Solution.Mean : 0);
    }

    /// <summary>The variance of each kind at a point, of the function without noise.</summary>
    public void Variances(ReadOnlySpan<double> point, ReadOnlySpan<Observable> kinds, Span<double> variances)
    {
        var factor = Factor();
        var cross = new double[kinds.Length * Data.Equations];
        _covariance.Cross(point, kinds, Data, Parameters.Lengths, cross);
        var unexplained = new double[kinds.Length];
        for (var k = 0; k < kinds.Length; k++)
            unexplained[k] = (kinds[k].Order == 0 ? 1 : 0) - Vectors.Dot(cross.AsSpan(k * Data.Equations, Data.Equations), Solution.OfOnes);
        factor.SolveLower(cross, kinds.Length);
        for (var k = 0; k < kinds.Length; k++)
        {
            var column = cross.AsSpan(k * Data.Equations, Data.Equations);
            var rest = PriorVariance(kinds[k]) - Vectors.Dot(column, column);
            // the mean is estimated too (universal kriging)
            if (Solution.Information > 0)
                rest += unexplained[k] * unexplained[k] / Solution.Information;
            variances[k] = Solution.Variance * Math.Max(rest, 0);
        }
    }

    /// <summary>
    /// Each observation predicted by a process that does not know its part (Dubrule 1983; here for groups), with the same length scales.
    /// </summary>
    /// <param name="part">A number for each equation; those of one number are left out together.</param>
    /// <returns>For each equation the prediction, and its variance with noise; not-a-number where the rest determines nothing.</returns>
    public (double[] Predicted, double[] Variance) LeaveOut(ReadOnlySpan<int> part)
    {
        var inverse = Factor().Copy();
        inverse.Invert();
        var (predicted, variance) = (new double[Data.Equations], new double[Data.Equations]);
        foreach (var group in part.ToArray().Select((number, equation) => (number, equation))
            .GroupBy(pair => pair.number, pair => pair.equation))
        {
            int[] left = [.. group];
            // a group that has all values leaves nothing to estimate the mean from: its derivatives can be predicted all the same
            var residuals = Solution.Information > 0 ? Residuals(inverse, left, isMeanEstimated: true) : null;
            residuals ??= Residuals(inverse, left, isMeanEstimated: false);
            for (var k = 0; k < left.Length; k++)
            {
                predicted[left[k]] = residuals is { } known ? Data.Targets[left[k]] - known.Errors[k] : double.NaN;
                variance[left[k]] = residuals is { } some ? Solution.Variance * some.Variance[k] : double.NaN;
            }
        }

        return (predicted, variance);
    }

    /// <summary>
    /// The inverse of the factor of the covariance, (equations, equations) row by row: the variance that the observations explain is the
    /// squared length of this matrix times the covariances.
    /// </summary>
    public double[] InverseFactor()
    {
        var factor = Factor().Copy();
        factor.InvertLower();
        var inverse = new double[Data.Equations * Data.Equations];
        for (var row = 0; row < Data.Equations; row++)
            factor.Row(row).CopyTo(inverse.AsSpan(row * Data.Equations));
        return inverse;
    }

    /// <summary>The variance of a kind at a point where nothing is known, in parts of <see cref="KrigingSolution.Variance"/>.</summary>
    public double PriorVariance(Observable kind) => _covariance.Variance(kind, Parameters.Lengths);

    /// <summary>With Q the inverse less the part that the mean takes: errors Q_BB^-1 (Q y)_B, variances the diagonal of Q_BB^-1.</summary>
    private (double[] Errors, double[] Variance)? Residuals(Cholesky inverse, int[] left, bool isMeanEstimated)
    {
        var block = Cholesky.OfSize(left.Length);
        for (var i = 0; i < left.Length; i++)
        {
            var row = block.Row(i);
            for (var j = 0; j <= i; j++)
            {
                var (a, b) = (Math.Max(left[i], left[j]), Math.Min(left[i], left[j]));
                row[j] = inverse.Row(a)[b];
                if (isMeanEstimated)
                    row[j] -= Solution.OfOnes[a] * Solution.OfOnes[b] / Solution.Information;
            }
        }

        if (!block.Factor())
            return null;
        var errors = Array.ConvertAll(left, equation => Solution.Weights[equation]);
        block.Solve(errors);
        block.Invert();
        double[] variance = [.. Enumerable.Range(0, left.Length).Select(k => block.Row(k)[k])];
        return (errors, variance);
    }

    private Cholesky Factor() => _factor ??= Factored();

    private Cholesky Factored()
    {
        var likelihood = new KrigingLikelihood(Data, Correlation);
        _ = likelihood.Solve(Parameters)
            ?? throw new SobolevException(ExitCode.Failed, "the covariance of the model cannot be factored; was its file changed?");
        return likelihood.Matrix;
    }
}
