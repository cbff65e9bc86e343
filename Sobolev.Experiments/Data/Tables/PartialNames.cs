namespace Sobolev.Data;

/// <summary>
/// The names of partials: dy/da or dy_da, and of second ones d2y/dadb, d2y/da2 (or with an underline). Underlines count only where both
/// names are columns, for they occur in names of other things.
/// </summary>
internal sealed class PartialNames
{
    private readonly HashSet<string> _columns;
    private readonly Dictionary<string, string> _outputOf = [];

    public PartialNames(IReadOnlyList<string> header)
    {
        _columns = [.. header];
        foreach (var name in header)
        {
            if (OutputOf(name) is { } output)
                _outputOf[name] = output;
        }
    }

    public bool IsPartial(string name) => _outputOf.ContainsKey(name);

    /// <summary>Whether some column is a partial of it.</summary>
    public bool HasPartials(string output) => _outputOf.ContainsValue(output);

    /// <summary>The entry of the Jacobian (output, input) that a column of this name holds, or null.</summary>
    public static int? First(string name, string[] outputs, string[] inputs)
    {
        foreach (var (numerator, denominator) in Splits(name, "d"))
        {
            var (o, i) = (Array.IndexOf(outputs, numerator), Array.IndexOf(inputs, denominator));
            if (o >= 0 && i >= 0)
                return o * inputs.Length + i;
        }

        return null;
    }

    /// <summary>The entries of the Hessian (output, input, input) that a column of this name holds: two for a mixed one; or null.</summary>
    public static int[]? Second(string name, string[] outputs, string[] inputs)
    {
        foreach (var (numerator, denominator) in Splits(name, "d2"))
        {
            var o = Array.IndexOf(outputs, numerator);
            if (o < 0 || Pair(denominator, inputs) is not var (i, j))
                continue;
            var n = inputs.Length;
            return i == j ? [(o * n + i) * n + i] : [(o * n + i) * n + j, (o * n + j) * n + i];
        }

        return null;
    }

    /// <summary>"a2" as (a, a), "adb" as (a, b).</summary>
    private static (int, int)? Pair(string denominator, string[] inputs)
    {
        if (denominator.EndsWith('2') && Array.IndexOf(inputs, denominator[..^1]) is >= 0 and var twice)
            return (twice, twice);
        for (var at = denominator.IndexOf('d', 1); at > 0; at = denominator.IndexOf('d', at + 1))
        {
            if (Array.IndexOf(inputs, denominator[..at]) is >= 0 and var i && Array.IndexOf(inputs, denominator[(at + 1)..]) is >= 0 and var j)
                return (i, j);
        }

        return null;
    }

    /// <summary>Every way to read a name as a quotient: prefix, numerator, "/d" or "_d", denominator.</summary>
    private static IEnumerable<(string Numerator, string Denominator)> Splits(string name, string prefix)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            yield break;
        foreach (var middle in new[] { "/d", "_d" })
        {
            for (var at = name.IndexOf(middle, prefix.Length + 1, StringComparison.Ordinal); at > 0; at = name.IndexOf(middle, at + 1, StringComparison.Ordinal))
            {
                if (at + 2 < name.Length)
                    yield return (name[prefix.Length..at], name[(at + 2)..]);
            }
        }
    }

    private string? OutputOf(string name)
    {
        // d2y/dadb is a second partial of y before it is a first one of "2y"
        if (name.Contains("/d", StringComparison.Ordinal))
            return Splits(name, "d2").Concat(Splits(name, "d")).Select(split => split.Numerator).FirstOrDefault();
        string[] columns = [.. _columns];
        return Splits(name, "d2").Where(split => _columns.Contains(split.Numerator) && Pair(split.Denominator, columns) is not null)
            .Concat(Splits(name, "d").Where(split => _columns.Contains(split.Numerator) && _columns.Contains(split.Denominator)))
            .Select(split => split.Numerator).FirstOrDefault();
    }
}
