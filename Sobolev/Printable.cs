using System.Globalization;
using System.Text;

namespace Sobolev;

/// <summary>Text of unknown origin for a terminal or a log: one line, without characters that would act instead of being shown.</summary>
internal static class Printable
{
    /// <summary>
    /// Control characters, marks that reorder or end lines, and halves of characters become escapes such as \u001B.
    /// </summary>
    /// <param name="text">Anything.</param>
    /// <param name="most">Characters shown, at most; the rest becomes three points.</param>
    public static string Of(string text, int most = int.MaxValue)
    {
        var isLong = text.Length > most;
        if (!isLong && Is(text))
            return text;
        var shown = new StringBuilder();
        for (var i = 0; i < Math.Min(text.Length, most); i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                shown.Append(text[i]).Append(text[++i]);
            else if (Acts(text[i]))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            else
                shown.Append(text[i]);
        }

        return isLong ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>Whether a text can be shown as it is.</summary>
    public static bool Is(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (Acts(text[i]))
                return false;
        }

        return true;
    }

    private static bool Acts(char letter) => char.IsControl(letter) || char.IsSurrogate(letter)
        // separators of lines and paragraphs; marks that change the direction of what follows (Unicode Bidirectional Algorithm, 2)
        || letter is '\u2028' or '\u2029' or '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069');
}
