namespace Sobolev.Configuration;

/// <summary>The known name that a misspelt one was meant to be.</summary>
public static class Nearest
{
    private const int LongestWord = 200;

    /// <returns>The candidate with the fewest edits, if they are few for the word's length; null if none is near.</returns>
    public static string? Name(string word, IEnumerable<string> candidates)
    {
        // a longer word is not a slip of the keyboard, and a table of edits grows with its length
        if (word.Length > LongestWord)
            return null;
        var best = candidates.Where(candidate => candidate.Length <= LongestWord)
            .Select(candidate => (candidate, Edits: Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Edits).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.Edits <= Math.Max(2, word.Length / 3)
            && best.Edits < Math.Max(word.Length, best.candidate.Length) ? best.candidate : null;
    }

    /// <summary>" did you mean x?" after a semicolon, or nothing.</summary>
    internal static string Suggestion(string word, IEnumerable<string> candidates) =>
        Name(word, candidates) is { } name ? $"; did you mean {name}?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, restricted).</summary>
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
