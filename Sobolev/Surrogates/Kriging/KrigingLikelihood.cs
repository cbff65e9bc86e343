using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>
/// Minus the logarithm of the likelihood of observations under a process, with mean and variance at their best (Rasmussen and Williams,
/// Gaussian Processes for Machine Learning, 2006, equations 5.8 and 5.9), and of a weak prior.
/// </summary>
/// <remarks>
/// The prior keeps what the rows say nothing of within numbers: normal on the logarithms, of the length scales around the square root of
/// the number of inputs, of the noise around one in a million. An equation of weight w has the likelihood of w equal ones: the variance of
/// its noise is divided by w, and it adds w - 1 times half the logarithm of that variance, of the differences that are zero. Noise that is
/// known beforehand adds to the diagonal in parts of the variance of the process, which is then one of the parameters.
/// </remarks>
internal sealed class KrigingLikelihood
{
    private const double LengthSpread = 3, UsualNoise = 1e-6, NoiseSpread = 10;

    private readonly Observations _data;
    private readonly Covariance _covariance;
    private readonly int[] _noiseOf;
    private readonly Cholesky _matrix;

    public KrigingLikelihood(Observations data, Correlation correlation)
    {
        (_data, _covariance, _noiseOf) = (data, Covariance.Of(correlation), data.NoiseOf());
        _matrix = Cholesky.OfSize(data.Equations);
    }

    /// <summary>The function to minimise, of <see cref="KrigingParameters.ToLogarithms"/>; infinite where the matrix is singular.</summary>
    public double At(ReadOnlySpan<double> logarithms, Span<double> gradient)
    {
        var inputs = _data.Inputs;
        var parameters = KrigingParameters.OfLogarithms(logarithms, _data);
        if (Solve(parameters) is not { } solution)
            return double.PositiveInfinity;
        var value = 0.5 * _data.Count * Math.Log(solution.Variance) + _matrix.HalfLogDeterminant();
        if (_data.KnownNoise is not null)
            value += 0.5 * solution.Squares / solution.Variance;
        // half of the inverse minus the outer product of the solution
        _matrix.Invert();
        for (var row = 0; row < _matrix.Size; row++)
        {
            var entries = _matrix.Row(row);
            var factor = solution.Weights[row] / solution.Variance;
            for (var column = 0; column <= row; column++)
                entries[column] = 0.5 * (entries[column] - factor * solution.Weights[column]);
        }

        var ofDiagonal = new double[_data.Equations];
        _covariance.Differentiate(_data, parameters.Lengths, NoiseOf(parameters), _matrix, gradient[..inputs], ofDiagonal);
        gradient[inputs..].Clear();
        for (var equation = 0; equation < ofDiagonal.Length; equation++)
            gradient[inputs + _noiseOf[equation]] += ofDiagonal[equation] * Math.Exp(logarithms[inputs + _noiseOf[equation]])
                / (_data.Weights?[equation] ?? 1);
        if (_data.KnownNoise is { } known)
            gradient[^1] = 0.5 * (_data.Count - solution.Squares / solution.Variance) - ByVariance(known) / solution.Variance;
        return value + Repetitions(parameters, logarithms, gradient) + Prior(logarithms, gradient);
    }

    /// <summary>Mean, variance and the solution of the equations; null where the matrix is not positive definite.</summary>
    public KrigingSolution? Solve(KrigingParameters parameters)
    {
        _covariance.Fill(_data, parameters.Lengths, WholeNoise(parameters), _matrix);
        if (!_matrix.Factor())
            return null;
        var ones = Array.ConvertAll(_data.Kinds, kind => kind.Order == 0 ? 1.0 : 0);
        double[] both = [.. ones, .. _data.Targets];
        _matrix.Solve(both, count: 2);
        var (solved, weights) = (both[..ones.Length], both[ones.Length..]);
        var information = Vectors.Dot(ones, solved);
        var mean = information > 0 ? Vectors.Dot(ones, weights) / information : 0;
        Vectors.AddScaled(weights, -mean, solved);
        double sum = 0;
        for (var equation = 0; equation < weights.Length; equation++)
            sum += (_data.Targets[equation] - mean * ones[equation]) * weights[equation];
        // targets that a mean explains leave no variance
        var variance = _data.KnownNoise is null ? Math.Max(sum / _data.Count, 1e-300) : parameters.Variance;
        return new KrigingSolution(mean, variance, weights, solved, information) { Squares = sum };
    }

    /// <summary>Threads of a factorisation; their number changes no bit of the result.</summary>
    public int Threads
    {
        get => _matrix.Threads;
        set => _matrix.Threads = value;
    }

    /// <summary>The factor of the matrix that <see cref="Solve"/> left.</summary>
    public Cholesky Matrix => _matrix;

    private double[] NoiseOf(KrigingParameters parameters) =>
        [.. _noiseOf.Select((kind, equation) => parameters.Noise[kind] / (_data.Weights?[equation] ?? 1))];

    /// <summary>The noise of each equation in parts of the variance of its kind, with that which is known beforehand.</summary>
    private double[] WholeNoise(KrigingParameters parameters)
    {
        var noise = NoiseOf(parameters);
        if (_data.KnownNoise is not { } known)
            return noise;
        var variances = Array.ConvertAll(_data.Different, kind => _covariance.Variance(kind, parameters.Lengths));
        for (var equation = 0; equation < noise.Length; equation++)
            noise[equation] += known[equation] / (parameters.Variance * variances[_noiseOf[equation]]);
        return noise;
    }

    /// <summary>The sum of the known variances times the diagonal of the matrix of the derivative.</summary>
    private double ByVariance(double[] known)
    {
        double sum = 0;
        for (var equation = 0; equation < known.Length; equation++)
            sum += known[equation] * _matrix.Row(equation)[equation];
        return sum;
    }

    /// <summary>The part of the differences of w equal equations, up to a constant.</summary>
    private double Repetitions(KrigingParameters parameters, ReadOnlySpan<double> logarithms, Span<double> gradient)
    {
        if (_data.Weights is not { } weights)
            return 0;
        double sum = 0;
        for (var equation = 0; equation < weights.Length; equation++)
        {
            var (kind, place, half) = (_data.Kinds[equation], _noiseOf[equation], 0.5 * (weights[equation] - 1));
            sum += half * Math.Log(parameters.Noise[place] * _covariance.Variance(kind, parameters.Lengths));
            var logarithm = logarithms[_data.Inputs + place];
            gradient[_data.Inputs + place] += half * Math.Exp(logarithm) / parameters.Noise[place];
            // the variance of a derivative has each of its length scales squared in the denominator
            if (kind.First >= 0)
                gradient[kind.First] -= 2 * half;
            if (kind.Second >= 0)
                gradient[kind.Second] -= 2 * half;
        }

        return sum;
    }

    private double Prior(ReadOnlySpan<double> logarithms, Span<double> gradient)
    {
        double sum = 0;
        for (var k = 0; k < _data.Inputs + _data.Different.Length; k++)
        {
            var (usual, spread) = k < _data.Inputs ? (0.5 * Math.Log(_data.Inputs), LengthSpread) : (Math.Log(UsualNoise), NoiseSpread);
            var away = (logarithms[k] - usual) / spread;
            sum += 0.5 * away * away;
            gradient[k] += away / spread;
        }

        return sum;
    }
}

/// <summary>The solution of the equations of a process.</summary>
/// <param name="Mean">The constant mean of the values.</param>
/// <param name="Variance">The variance of the values around it.</param>
/// <param name="Weights">The inverse of the matrix times the targets without their mean.</param>
/// <param name="OfOnes">The inverse of the matrix times 1 for each value and 0 for each derivative.</param>
/// <param name="Information">The sum of <paramref name="OfOnes"/> over the values; 0 where no value is known.</param>
internal sealed record KrigingSolution(double Mean, double Variance, double[] Weights, double[] OfOnes, double Information)
{
    /// <summary>The targets without their mean times <see cref="Weights"/>; of a model in a file it is not known.</summary>
    public double Squares { get; init; } = double.NaN;
}
