using Sobolev.Configuration;

namespace Sobolev.Theory;

/// <summary>Every check, in the order of the supplement.</summary>
public static class Checks
{
    public static readonly IReadOnlyList<ICheck> All =
    [
        new Lemma1(),
        new Lemma2(),
        new Corollary1(),
        new Theorem1(),
        new Theorem2(),
        new Proposition1(),
        new Proposition3(),
        new Proposition4(),
        new Section41(),
        new Remark2(),
    ];

    /// <summary>The checks of these names in the order of the supplement.</summary>
    /// <exception cref="SobolevException">A name is unknown; the message has the nearest (exit 2).</exception>
    public static IReadOnlyList<ICheck> Named(IReadOnlyList<string> names)
    {
        string[] known = [.. All.Select(check => check.Name), VerifyConfig.Everything];
        var unknown = names.Where(name => !known.Contains(name))
            .Select(name => $"{name}: unknown check{Nearest.Suggestion(name, known)} (there are {string.Join(", ", known)})").ToArray();
        if (unknown.Length > 0)
            throw new SobolevException(ExitCode.Usage, string.Join('\n', unknown));
        return names.Contains(VerifyConfig.Everything) ? All : [.. All.Where(check => names.Contains(check.Name))];
    }
}
