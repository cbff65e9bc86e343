namespace Sobolev.Benchmarks;

/// <summary>
/// The speed of two commits that were measured by turns. A case has become slower if its median ratio is beyond the spread: beyond how much
/// the turns of one and the same commit differ.
/// </summary>
internal static class CommitComparison
{
    /// <param name="before">Turns of the earlier commit.</param>
    /// <param name="after">As many turns of the later one, measured in alternation with them.</param>
    /// <returns>Cases that both have, in the order of the later commit.</returns>
    /// <exception cref="ArgumentException">There are no turns, or not as many of both.</exception>
    public static IReadOnlyList<ComparedCase> Of(IReadOnlyList<Measurements> before, IReadOnlyList<Measurements> after)
    {
        if (before.Count == 0 || before.Count != after.Count)
            throw new ArgumentException($"{before.Count} turns of one commit and {after.Count} of the other; as many of both are needed");
        return
        [
            .. after[0].Cases.Keys.Where(name => before.Concat(after).All(turn => turn.Cases.ContainsKey(name)))
                .Select(name => Compared(name, Least(before, name), Least(after, name))),
        ];
    }

    /// <summary>Compares the files before-1.json, after-1.json, before-2.json, ... of a folder.</summary>
    /// <returns>Whether nothing has become slower.</returns>
    public static bool Write(TextWriter output, string folder)
    {
        var cases = Of(Turns(folder, "before"), Turns(folder, "after"));
        output.WriteLine($"{"case",-34}{"before us",12}{"after us",12}{"ratio",8}{"spread",8}");
        foreach (var one in cases)
            output.WriteLine(FormattableString.Invariant(
                $"{one.Name,-34}{1e6 * one.Before,12:F1}{1e6 * one.After,12:F1}{one.Ratio,8:F3}{one.Spread,8:F3}  {Word(one)}").TrimEnd());
        var slower = cases.Where(one => one.Change == SpeedChange.Slower).Select(one => one.Name).ToArray();
        output.WriteLine(slower.Length == 0 ? "nothing has become slower" : $"slower: {string.Join(", ", slower)}");
        return slower.Length == 0;
    }

    private static ComparedCase Compared(string name, double[] before, double[] after)
    {
        var ratios = new Times([.. after.Zip(before, (later, earlier) => later / earlier)]);
        return new ComparedCase(name, new Times(before).Median, new Times(after).Median, ratios.Median,
            Math.Max(before.Max() / before.Min(), after.Max() / after.Min()));
    }

    /// <summary>The least time of each turn: what else the machine does lengthens it least.</summary>
    private static double[] Least(IEnumerable<Measurements> turns, string name) => [.. turns.Select(turn => turn.Cases[name].Min())];

    private static Measurements[] Turns(string folder, string commit) =>
        [.. Enumerable.Range(1, int.MaxValue).Select(turn => Path.Combine(folder, $"{commit}-{turn}.json")).TakeWhile(File.Exists)
            .Select(Measurements.Read)];

    private static string Word(ComparedCase one) => one.Change switch
    {
        SpeedChange.Slower => "slower",
        SpeedChange.Faster => "faster",
        _ => "",
    };
}

/// <param name="Before">Seconds, the median of the least times of the turns.</param>
/// <param name="After">The same of the later commit.</param>
/// <param name="Ratio">After over before, the median of the turns.</param>
/// <param name="Spread">The longest over the shortest least time of a turn, of the commit where they differ more.</param>
internal sealed record ComparedCase(string Name, double Before, double After, double Ratio, double Spread)
{
    public SpeedChange Change => Ratio > Spread ? SpeedChange.Slower : 1 / Ratio > Spread ? SpeedChange.Faster : SpeedChange.None;
}

internal enum SpeedChange
{
    None,
    Slower,
    Faster,
}
