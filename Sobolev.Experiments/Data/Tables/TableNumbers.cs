using System.Globalization;

namespace Sobolev.Data;

/// <summary>Numbers as tables write them: with a decimal point and without thousands separators, in every locale.</summary>
internal static class TableNumbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly string[] _notANumber = ["nan", "na", "n/a", "null", "none", "-", "?", "#n/a", "#num!", "#div/0!", "#value!"];
    private static readonly string[] _infinite = ["inf", "infinity", "∞"];

    /// <summary>An empty cell is NaN.</summary>
    /// <returns>Null, or the error and its remedy.</returns>
    public static string? Read(string text, out double number)
    {
        number = double.NaN;
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // double.TryParse knows NaN and Infinity by name; they are for Describe to name
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed))
        {
            number = parsed;
            return null;
        }

        return Describe(text.Trim());
    }

    private static string Describe(string text)
    {
        var word = text.ToLowerInvariant();
        if (_notANumber.Contains(word))
            return "not a number; leave the cell empty if the number is missing";
        if (_infinite.Contains(word.TrimStart('+', '-')))
            return "infinite; leave the cell empty or remove the row";
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out _))
            return "out of range for 64-bit numbers; use other units";
        if (text.Contains(',') && double.TryParse(text.Replace(',', '.'), Style, CultureInfo.InvariantCulture, out _))
            return $"a decimal comma; write {text.Replace(',', '.')}";
        if (double.TryParse(text, Style | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _))
            return $"commas between thousands; write {text.Replace(",", "", StringComparison.Ordinal)}";
        return "not a number; write 1.5 or -2e-3, or leave the cell empty if the number is missing";
    }
}
