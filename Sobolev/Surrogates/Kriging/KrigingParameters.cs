namespace Sobolev.Surrogates;

/// <summary>The parameters of a process beside its mean and variance.</summary>
/// <param name="Lengths">A length scale for each input, in deviations of the input.</param>
/// <param name="Noise">For each different kind of observation the variance of its noise, in parts of the variance of the kind.</param>
internal sealed record KrigingParameters(double[] Lengths, double[] Noise)
{
    /// <summary>
    /// Less noise cannot be told from the rounding of the factorisation.
    /// </summary>
    public const double LeastNoise = 1e-12;

    /// <summary>
    /// The variance of the process where some noise is known, so that the two cannot be scaled together; not-a-number where the best one
    /// follows from the rest.
    /// </summary>
    public double Variance { get; init; } = double.NaN;

    /// <summary>The same for every input and every kind.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="length">The length scale of every input, in parts of the square root of their number.</param>
    /// <param name="noise">The noise of every kind.</param>
    public static KrigingParameters Even(Observations data, double length, double noise) => new(
        [.. Enumerable.Repeat(length * Math.Sqrt(data.Inputs), data.Inputs)],
        [.. Enumerable.Repeat(noise, data.Different.Length)])
    {
        // a smooth function changes by its scale over the rows, a part of a length scale
        Variance = data.KnownNoise is null ? double.NaN : length * length,
    };

    /// <summary>Logarithms of the length scales, then of the noise above the least, then of the variance if it is one of the
    /// parameters.</summary>
    public double[] ToLogarithms() =>
    [
        .. Lengths.Select(length => Math.Log(length)),
        .. Noise.Select(noise => Math.Log(Math.Max(noise - LeastNoise, 1e-3 * LeastNoise))),
        .. double.IsNaN(Variance) ? [] : new[] { Math.Log(Variance) },
    ];

    public static KrigingParameters OfLogarithms(ReadOnlySpan<double> logarithms, Observations data)
    {
        var (inputs, kinds) = (data.Inputs, data.Different.Length);
        return new KrigingParameters(
            Array.ConvertAll(logarithms[..inputs].ToArray(), Math.Exp),
            Array.ConvertAll(logarithms.Slice(inputs, kinds).ToArray(), logarithm => LeastNoise + Math.Exp(logarithm)))
        {
            Variance = logarithms.Length > inputs + kinds ? Math.Exp(logarithms[^1]) : double.NaN,
        };
    }
}

/// <summary>A process that a search of the likelihood begins with, or ends with.</summary>
/// <param name="Correlation">The correlation.</param>
/// <param name="Parameters">Length scales and noise.</param>
internal sealed record LikelyProcess(Correlation Correlation, KrigingParameters Parameters)
{
    public double[] Save() => [(int)Correlation, Parameters.Variance, .. Parameters.Lengths, .. Parameters.Noise];

    public static LikelyProcess Of(double[] saved, int inputs) =>
        new((Correlation)(int)saved[0], new KrigingParameters(saved[2..(2 + inputs)], saved[(2 + inputs)..]) { Variance = saved[1] });
}
