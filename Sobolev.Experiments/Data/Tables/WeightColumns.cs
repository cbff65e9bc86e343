using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>The columns of weights that the user names.</summary>
internal static class WeightColumns
{
    /// <summary>For each such column the output or partial that it weighs; empty for the row.</summary>
    public static Dictionary<string, string> Of(IReadOnlyList<string> header, IReadOnlyList<string> named, TableErrors mistakes)
    {
        var targets = new Dictionary<string, string>();
        foreach (var text in named)
        {
            // names of outputs can have colons, those of weights then cannot
            var colon = header.Contains(text) ? -1 : text.LastIndexOf(':');
            var (target, column) = (colon < 0 ? "" : text[..colon], text[(colon + 1)..]);
            if (!header.Contains(column))
                mistakes.AddNamed(
                    "--weights",
                    $"{column}: the file has no such column{Nearest.Suggestion(column, header)}; it has {string.Join(", ", header)}");
            else if (!targets.TryAdd(column, target))
                mistakes.AddNamed("--weights", $"{column}: named twice");
        }

        foreach (var (target, _) in targets.Values.CountBy(target => target).Where(pair => pair.Value > 1))
            mistakes.AddNamed("--weights", $"{(target.Length == 0 ? "the row" : target)}: has several columns of weights");
        return targets;
    }
}
