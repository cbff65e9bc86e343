using Sobolev.Configuration;

namespace Sobolev.Sweeps;

/// <summary>A key and the values that a sweep gives it.</summary>
/// <param name="Key">A key of the verb's config.</param>
/// <param name="Values">Texts, as an option of the key takes them.</param>
public sealed record SweepAxis(ConfigKey Key, IReadOnlyList<string> Values)
{
    /// <summary>
    /// Reads KEY=VALUE,VALUE,... once for each axis. A key that is a list takes one value a text, so that KEY=64,64 KEY=128,128 has two.
    /// </summary>
    /// <exception cref="SobolevException">A text is not of this form, or its key is unknown (exit 2, a line each).</exception>
    public static IReadOnlyList<SweepAxis> Parse(Type config, IEnumerable<string> texts)
    {
        var keys = ConfigKey.Leaves(ConfigKey.Of(config)).ToArray();
        var (axes, mistakes) = (new List<SweepAxis>(), new List<string>());
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } path, { Length: > 0 } values])
                mistakes.Add($"--sweep {text}: write --sweep KEY=VALUE,VALUE, e.g. --sweep optimiser.learning_rate=1e-4,1e-3");
            else if (keys.FirstOrDefault(key => key.Path == path) is not { } key)
                mistakes.Add($"--sweep {text}: unknown key {path}{Nearest.Suggestion(path, keys.Select(known => known.Path))}");
            else if (axes.FindIndex(axis => axis.Key.Path == path) is >= 0 and var known)
                Extend(axes, known, values, text, mistakes);
            else
                axes.Add(new SweepAxis(key, key.IsList ? [values] : values.Split(',', StringSplitOptions.TrimEntries)));
        }

        mistakes.AddRange(
            from axis in axes
            from twice in axis.Values.GroupBy(value => value).Where(same => same.Count() > 1)
            select $"--sweep {axis.Key.Path}: {twice.Key} is given {twice.Count()} times; give each value once");
        return mistakes.Count == 0 ? axes : throw new SobolevException(ExitCode.Usage, string.Join('\n', mistakes));
    }

    private static void Extend(List<SweepAxis> axes, int known, string values, string text, List<string> mistakes)
    {
        if (axes[known].Key.IsList)
            axes[known] = axes[known] with { Values = [.. axes[known].Values, values] };
        else
            mistakes.Add($"--sweep {text}: the key is given already; write all its values with commas in one --sweep");
    }
}
