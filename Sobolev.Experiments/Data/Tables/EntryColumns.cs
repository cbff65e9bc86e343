using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>The columns that an option names for entries of the table: weights, or standard deviations.</summary>
internal static class EntryColumns
{
    /// <summary>For each such column the output or partial that it is of; empty for the row.</summary>
    /// <param name="header">The columns of the table.</param>
    /// <param name="option">The option.</param>
    /// <param name="named">The columns that it names, each with its entry.</param>
    /// <param name="mistakes">Collects mistakes.</param>
    public static Dictionary<string, string> Of(IReadOnlyList<string> header, string option, IReadOnlyList<string> named,
        TableErrors mistakes)
    {
        var targets = new Dictionary<string, string>();
        foreach (var text in named)
        {
            // names of outputs can have colons, the columns then cannot
            var colon = header.Contains(text) ? -1 : text.LastIndexOf(':');
            var (target, column) = (colon < 0 ? "" : text[..colon], text[(colon + 1)..]);
            if (!header.Contains(column))
                mistakes.AddNamed(
                    option,
                    $"{column}: the file has no such column{Nearest.Suggestion(column, header)}; it has {string.Join(", ", header)}");
            else if (!targets.TryAdd(column, target))
                mistakes.AddNamed(option, $"{column}: named twice");
        }

        foreach (var (target, _) in targets.Values.CountBy(target => target).Where(pair => pair.Value > 1))
            mistakes.AddNamed(option, $"{(target.Length == 0 ? "the row" : target)}: has several columns");
        return targets;
    }
}
