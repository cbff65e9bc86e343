using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The correlation f of the point a with row r, and its ratios r1 = f' / f, r2 ... along each input.</summary>
internal static class CorrelationSource
{
    public static void Write(SourceWriter to, Correlation correlation, int inputs, int output, int order)
    {
        var isMatern = correlation == Correlation.Matern52;
        to.Number("exponent", "0.0");
        if (isMatern)
            to.Number("product", "1.0");
        to.For("i", inputs, () =>
        {
            to.Number("l", $"LENGTHS_{output}[i]");
            to.Number("s", $"(a[i] - POINTS_{output}[r * {inputs} + i]) / l");
            if (isMatern)
                Matern(to, order);
            else
                SquaredExponential(to, order);
        });
        to.Number("f", isMatern ? "product * exp(exponent)" : "exp(exponent)");
    }

    private static void SquaredExponential(SourceWriter to, int order)
    {
        to.Add("exponent", "-0.5 * s * s");
        string[] ratios = ["-s / l", "(s * s - 1.0) / (l * l)", "s * (3.0 - s * s) / (l * l * l)"];
        Assign(to, ratios, order);
    }

    private static void Matern(SourceWriter to, int order)
    {
        to.Number("t", "sqrt(5.0) * fabs(s)");
        to.Number("m", "1.0 + t + t * t / 3.0");
        to.Add("exponent", "-t");
        to.Assign("product", "product * m");
        string[] ratios =
        [
            "-5.0 / 3.0 * s * (1.0 + t) / (m * l)",
            "-5.0 / 3.0 * (1.0 + t - t * t) / (m * l * l)",
            "25.0 / 3.0 * s * (3.0 - t) / (m * l * l * l)",
        ];
        Assign(to, ratios, order);
    }

    private static void Assign(SourceWriter to, string[] ratios, int order)
    {
        foreach (var (name, ratio) in ProcessSource.Ratios(order).Zip(ratios))
            to.Assign($"{name}[i]", ratio);
    }
}
