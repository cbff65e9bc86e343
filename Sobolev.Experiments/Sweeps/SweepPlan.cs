using Sobolev.Files;

namespace Sobolev.Sweeps;

/// <summary>The members of a sweep: every combination of the values of its axes, or with <paramref name="IsZip"/> their pairs.</summary>
public sealed record SweepPlan(IReadOnlyList<SweepAxis> Axes, bool IsZip)
{
    private const int MostMembers = 10_000;
    private const int LongestName = 100;

    /// <summary>The members in order, the last axis varying fastest.</summary>
    public IReadOnlyList<SweepMember> Members { get; } = Enumerate(Axes, IsZip);

    /// <summary>The members that process <paramref name="part"/> of <paramref name="parts"/> runs, counted from 1: every
    /// parts-th.</summary>
    public IEnumerable<SweepMember> Share(int part, int parts) => Members.Where(member => (member.Number - 1) % parts == part - 1);

    /// <summary>Whether another plan has the same members.</summary>
    public bool IsThatOf(SweepPlan other) => Members.Select(TextOf).SequenceEqual(other.Members.Select(TextOf));

    private static string TextOf(SweepMember member) =>
        string.Join('\n', member.Settings.Select(setting => $"{setting.Key.Path}={setting.Text}"));

    private static SweepMember[] Enumerate(IReadOnlyList<SweepAxis> axes, bool isZip)
    {
        int[] counts = [.. axes.Select(axis => axis.Values.Count)];
        if (isZip && counts.Distinct().Count() > 1)
            throw new SobolevException(
                ExitCode.Usage,
                $"--zip: the keys have different numbers of values "
                    + $"({string.Join(", ", axes.Select(axis => $"{axis.Key.Path} {axis.Values.Count}"))}); "
                + "give each the same number, or leave out --zip for every combination");
        var members = isZip ? counts.Max() : counts.Aggregate(1L, (product, count) => product * count);
        if (members > MostMembers)
            throw new SobolevException(ExitCode.Usage, $"--sweep: {members} members, at most {MostMembers}; give fewer values");

        var combinations = isZip
            ? Enumerable.Range(0, counts[0]).Select(place => axes.Select(axis => axis.Values[place]))
            : axes.Aggregate((IEnumerable<IEnumerable<string>>)[[]],
                (before, axis) => before.SelectMany(values => axis.Values.Select(value => values.Append(value))));
        var digits = members.ToString().Length;
        return [.. combinations.Select((values, place) => Member(place + 1, digits, [.. axes.Zip(values)]))];
    }

    private static SweepMember Member(int number, int digits, (SweepAxis Axis, string Value)[] settings)
    {
        var named = string.Join('+', settings.Select(setting => $"{setting.Axis.Key.Name}={setting.Value.Replace(',', 'x')}"));
        // a path or a blank has no place in the name of a folder
        var safe = string.Concat(named.Select(letter => char.IsAsciiLetterOrDigit(letter) || "._-+=".Contains(letter) ? letter : '_'));
        var name = $"{number.ToString($"D{digits}")}-{(safe.Length > LongestName ? safe[..LongestName] : safe).TrimEnd('.')}";
        return new SweepMember(number, FileNames.Refusal(name) is null
            ? name
            : $"{number.ToString($"D{digits}")}", [.. settings.Select(setting => (setting.Axis.Key, setting.Value))]);
    }
}
