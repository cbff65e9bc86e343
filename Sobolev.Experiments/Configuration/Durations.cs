using System.Globalization;
using System.Text.RegularExpressions;

namespace Sobolev.Configuration;

/// <summary>Lengths of time as people write them: 23h50m, 90s, 1.5h, 2d; a plain number is seconds.</summary>
public static partial class Durations
{
    public const string Words = "a length of time such as 90s, 1.5h, 23h50m or 2d";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TryOf(seconds, out duration);
        var match = Grammar().Match(text);
        if (!match.Success || text.Length == 0)
            return false;
        return TryOf(86400 * Part("d") + 3600 * Part("h") + 60 * Part("m") + Part("s"), out duration);

        double Part(string unit) => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    public static string ToText(TimeSpan duration) => $"{duration.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)}s";

    private static bool TryOf(double seconds, out TimeSpan duration)
    {
        duration = seconds < 1e9 ? TimeSpan.FromSeconds(seconds) : default;
        return seconds < 1e9;
    }

    [GeneratedRegex(@"^((?<d>\d+(\.\d+)?)d)?((?<h>\d+(\.\d+)?)h)?((?<m>\d+(\.\d+)?)m)?((?<s>\d+(\.\d+)?)s)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
