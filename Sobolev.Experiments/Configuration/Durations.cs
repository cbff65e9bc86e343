using System.Globalization;
using System.Text.RegularExpressions;

namespace Sobolev.Configuration;

/// <summary>
/// Lengths of time as people write them: 23h50m, 90s, 1.5h, 2d; as Slurm writes them: 23:50:00, 1-12, 1-12:30:00, 90:00 (minutes and
/// seconds); a plain number is seconds.
/// </summary>
public static partial class Durations
{
    public const string Constraint = "a length of time such as 90s, 1.5h, 23h50m, 2d or 1-12:30:00";

    /// <summary>Thirty years, in seconds.</summary>
    private const decimal Longest = 1e9m;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        // decimals, so that every tick reads back
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TryOf(seconds, out duration);
        if (text.Length == 0)
            return false;
        Match[] forms = [Grammar().Match(text), SlurmDays().Match(text), SlurmClock().Match(text)];
        if (forms.FirstOrDefault(form => form.Success) is not { } match)
            return false;
        return TryOf(86400 * Part("d") + 3600 * Part("h") + 60 * Part("m") + Part("s"), out duration);

        decimal Part(string unit) =>
            match.Groups[unit] is { Success: true } group && decimal.TryParse(group.Value, NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var part) ? Math.Min(part, Longest) : 0;
    }

    public static string ToText(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks / TimeSpan.TicksPerSecond:0.#######}s");

    private static bool TryOf(decimal seconds, out TimeSpan duration)
    {
        duration = seconds < Longest ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return seconds < Longest;
    }

    [GeneratedRegex(@"^((?<d>\d+(\.\d+)?)d)?((?<h>\d+(\.\d+)?)h)?((?<m>\d+(\.\d+)?)m)?((?<s>\d+(\.\d+)?)s)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();

    // slurm.schedmd.com/sbatch.html, --time: days-hours, days-hours:minutes, days-hours:minutes:seconds
    [GeneratedRegex(@"^(?<d>\d+)-(?<h>\d+)(:(?<m>\d+)(:(?<s>\d+))?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex SlurmDays();

    // minutes:seconds, hours:minutes:seconds
    [GeneratedRegex(@"^((?<h>\d+):)?(?<m>\d+):(?<s>\d+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex SlurmClock();
}
