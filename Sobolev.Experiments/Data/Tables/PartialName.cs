namespace Sobolev.Data;

/// <summary>
/// A way to read a column's name as a derivative: dy/da and dy_da, d2y/dadb, d2y/da2, d2y/da^2 and the same with an underscore; where y and
/// a are columns too, also dyda.
/// </summary>
/// <param name="Output">y</param>
/// <param name="By">The text after the d of the divisor: a, adb, a2.</param>
/// <param name="Order">1 or 2</param>
/// <param name="Slash">A name with a slash is always a derivative; a name with an underscore may be any column.</param>
internal sealed record PartialName(string Output, string By, int Order, bool Slash)
{
    private static readonly string[] _prefixes = ["d", "d2"], _divisions = ["/d", "_d"], _squares = ["2", "^2"];

    /// <summary>All ways to read a name, first derivatives first: names may hold d, 2, / and _ themselves.</summary>
    public static IEnumerable<PartialName> ReadingsOf(string column) =>
        from prefix in _prefixes
        where column.StartsWith(prefix, StringComparison.Ordinal)
        from separator in _divisions
        from place in PlacesOf(separator, column, prefix.Length + 1)
        where place + 2 < column.Length
        select new PartialName(column[prefix.Length..place], column[(place + 2)..], prefix.Length, separator == "/d");

    /// <summary>
    /// dydx beside columns y and x with the slash, dy/dx, likewise d2ydx2; null for another name, and for one of two readings.
    /// </summary>
    /// <param name="column">The name.</param>
    /// <param name="columns">All names of the table.</param>
    public static string? WithSlash(string column, IReadOnlySet<string> columns)
    {
        string[] readings =
        [
            .. from prefix in _prefixes
               where column.StartsWith(prefix, StringComparison.Ordinal)
               from place in PlacesOf("d", column, prefix.Length + 1)
               let reading = new PartialName(column[prefix.Length..place], column[(place + 1)..], prefix.Length, Slash: true)
               where columns.Contains(reading.Output) && reading.InputsAmong(columns).Any()
               select $"{prefix}{reading.Output}/d{reading.By}",
        ];
        return readings.Length == 1 ? readings[0] : null;
    }

    /// <summary>Names such as y_a beside columns y and a, which may mean derivatives: column, output and input.</summary>
    public static IEnumerable<(string Column, string Output, string Input)> SubscriptsIn(IReadOnlyCollection<string> columns) =>
        from column in columns
        from place in PlacesOf("_", column, 1)
        let output = column[..place]
        let input = column[(place + 1)..]
        where output != input && columns.Contains(output) && columns.Contains(input)
        select (column, output, input);

    /// <summary>The inputs that the derivative is taken by; none if they are not among these.</summary>
    public IEnumerable<(string First, string Second)> InputsAmong(IReadOnlySet<string> inputs)
    {
        if (Order == 1)
            return inputs.Contains(By) ? [(By, "")] : [];
        var squares = _squares.Where(power => By.EndsWith(power, StringComparison.Ordinal)).Select(power => By[..^power.Length])
            .Where(inputs.Contains).Select(input => (input, input));
        var pairs = PlacesOf("d", By, 1).Select(place => (By[..place], By[(place + 1)..]))
            .Where(pair => inputs.Contains(pair.Item1) && inputs.Contains(pair.Item2));
        return squares.Concat(pairs);
    }

    private static IEnumerable<int> PlacesOf(string part, string text, int from)
    {
        for (var place = text.IndexOf(part, Math.Min(from, text.Length), StringComparison.Ordinal); place >= 0; place =
            text.IndexOf(part, place + 1, StringComparison.Ordinal))
            yield return place;
    }
}
