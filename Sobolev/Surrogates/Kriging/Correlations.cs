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
    /// <summary>
    /// A factor of f(s) beside an exponential, so that a product over inputs takes one exponential; the ratios f'(s) / f(s),
    /// f''(s) / f(s) ... go to <paramref name="ratios"/>, from entry 0 for f itself on.
    /// </summary>
    /// <param name="s">Difference of two points in length scales.</param>
    /// <param name="ratios">As many as are needed, at most six; finite where f is too small for a number.</param>
    /// <param name="exponent">The exponent is added to it.</param>
    static abstract double At(double s, Span<double> ratios, ref double exponent);
}

/// <summary>f^(m) = (-1)^m He_m f, with the Hermite polynomials He.</summary>
internal readonly struct SquaredExponential : ICorrelation
{
    public static double At(double s, Span<double> ratios, ref double exponent)
    {
        ratios[0] = 1;
        if (ratios.Length > 1)
            ratios[1] = -s;
        for (var m = 2; m < ratios.Length; m++)
            ratios[m] = -s * ratios[m - 1] - (m - 1) * ratios[m - 2];
        exponent -= 0.5 * s * s;
        return 1;
    }
}

/// <summary>A process of this correlation has two derivatives; the fifth of f jumps at 0, and is 0 there.</summary>
internal readonly struct Matern52 : ICorrelation
{
    private const double Root = 2.2360679774997896964;

    public static double At(double s, Span<double> ratios, ref double exponent)
    {
        var a = Root * Math.Abs(s);
        var polynomial = 1 + a + a * a / 3;
        exponent -= a;
        ratios[0] = 1;
        if (ratios.Length > 1)
            Differentiate(s, a, 1 / polynomial, ratios);
        return polynomial;
    }

    private static void Differentiate(double s, double a, double inverse, Span<double> ratios)
    {
        ratios[1] = -5.0 / 3 * s * (1 + a) * inverse;
        if (ratios.Length > 2)
            ratios[2] = -5.0 / 3 * (1 + a - a * a) * inverse;
        if (ratios.Length > 3)
            ratios[3] = 25.0 / 3 * s * (3 - a) * inverse;
        if (ratios.Length > 4)
            ratios[4] = 25.0 / 3 * (3 - 5 * a + a * a) * inverse;
        if (ratios.Length > 5)
            ratios[5] = 25.0 / 3 * Root * Math.Sign(s) * (-8 + 7 * a - a * a) * inverse;
    }
}
