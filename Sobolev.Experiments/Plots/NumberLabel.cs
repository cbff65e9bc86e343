using System.Globalization;

namespace Sobolev.Plots;

/// <summary>Short labels of ticks: 0.05, 40k is written 40,000, a million 10⁶.</summary>
internal static class NumberLabel
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    public static string Of(double value)
    {
        if (value == 0)
            return "0";
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        if (exponent is >= -3 and < 6)
            return Math.Round(value, Math.Max(0, 6 - exponent)).ToString("#,0.######", CultureInfo.InvariantCulture).Replace('-', '−');
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
