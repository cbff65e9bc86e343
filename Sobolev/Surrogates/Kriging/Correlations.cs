namespace Sobolev.Surrogates;

/// <summary>The correlation functions of a Gaussian process.</summary>
internal enum Correlation
{
    /// <summary>exp(-s^2 / 2) along each input: for functions that are smooth to every order.</summary>
    SquaredExponential,

    /// <summary>(1 + a + a^2 / 3) exp(-a), a = sqrt(5) |s|, along each input: for functions with two derivatives.</summary>
    Matern52,
}

/// <summary>A correlation along one input, with its derivatives.</summary>
internal interface ICorrelation
{
    /// <summary>f(s); the ratios f'(s) / f(s), f''(s) / f(s) ... go to <paramref name="ratios"/>, from entry 0 for f itself on.</summary>
    /// <param name="s">Difference of two points in length scales.</param>
    /// <param name="ratios">As many as are needed, at most six; finite where f is too small for a number.</param>
    static abstract double At(double s, Span<double> ratios);
}

/// <summary>f^(m) = (-1)^m He_m f, with the Hermite polynomials He.</summary>
internal readonly struct SquaredExponential : ICorrelation
{
    public static double At(double s, Span<double> ratios)
    {
        ratios[0] = 1;
        if (ratios.Length > 1)
            ratios[1] = -s;
        for (var m = 2; m < ratios.Length; m++)
            ratios[m] = -s * ratios[m - 1] - (m - 1) * ratios[m - 2];
        return Math.Exp(-0.5 * s * s);
    }
}

/// <summary>A process of this correlation has two derivatives; the fifth of f jumps at 0, and is 0 there.</summary>
internal readonly struct Matern52 : ICorrelation
{
    private static readonly double _root = Math.Sqrt(5);

    public static double At(double s, Span<double> ratios)
    {
        var a = _root * Math.Abs(s);
        var polynomial = 1 + a + a * a / 3;
        ReadOnlySpan<double> derivatives =
        [
            1,
            -5.0 / 3 * s * (1 + a) / polynomial,
            -5.0 / 3 * (1 + a - a * a) / polynomial,
            25.0 / 3 * s * (3 - a) / polynomial,
            25.0 / 3 * (3 - 5 * a + a * a) / polynomial,
            25.0 / 3 * _root * Math.Sign(s) * (-8 + 7 * a - a * a) / polynomial,
        ];
        derivatives[..ratios.Length].CopyTo(ratios);
        return polynomial * Math.Exp(-a);
    }
}
