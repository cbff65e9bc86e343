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

    /// <summary>Logarithms of the length scales, then of the noise above the least.</summary>
    public double[] ToLogarithms() => [.. Lengths.Select(length => Math.Log(length)),
        .. Noise.Select(noise => Math.Log(Math.Max(noise - LeastNoise, 1e-3 * LeastNoise)))];

    public static KrigingParameters OfLogarithms(ReadOnlySpan<double> logarithms, int inputs)
    {
        var (lengths, noise) = (logarithms[..inputs].ToArray(), logarithms[inputs..].ToArray());
        return new KrigingParameters(Array.ConvertAll(lengths, Math.Exp),
            Array.ConvertAll(noise, logarithm => LeastNoise + Math.Exp(logarithm)));
    }
}
