using System.Globalization;

namespace Sobolev.Plots;

/// <summary>Short labels of ticks: 0.05, 40k is written 40,000, a million 10⁶.</summary>
internal static class NumberLabel
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    public static string Of(double value) => IsPlain(value) ? Plain(value) : WithPower(value, Exponent(value));

    /// <summary>The numbers of one axis, all in one way of writing: plain, or as multiples of one power of ten.</summary>
    /// <param name="isSpread">Whether the numbers have many magnitudes, so that each has its own power.</param>
    public static IReadOnlyList<string> OfAxis(IReadOnlyList<double> values, bool isSpread = false)
    {
        if (values.All(IsPlain))
            return [.. values.Select(Plain)];
        var shared = Exponent(values.MaxBy(Math.Abs));
        return [.. values.Select(value => value == 0 ? "0" : WithPower(value, isSpread ? Exponent(value) : shared))];
    }

    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);

    private static bool IsPlain(double value) => value == 0 || Exponent(value) is >= -3 and < 6;

    private static string Plain(double value) => value == 0
        ? "0"
        : Math.Round(value, Math.Max(0, 6 - Exponent(value))).ToString("#,0.######", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string WithPower(double value, int exponent)
    {
        var mantissa = Math.Round(value / Math.Pow(10, exponent), 3);
        return mantissa switch
        {
            1 => PowerOfTen(exponent),
            -1 => "−" + PowerOfTen(exponent),
            _ => mantissa.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', '−') + "·" + PowerOfTen(exponent),
        };
    }

    public static string PowerOfTen(int exponent) =>
        "10" + (exponent < 0 ? "⁻" : "")
            + string.Concat(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).Select(d => Superscripts[d - '0']));
}
