namespace Sobolev.Arcade;

/// <summary>The games that are built in, and those of the Arcade Learning Environment.</summary>
public static class Games
{
    private const string AlePrefix = "ale:";

    /// <summary>The games that are built in.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pong", "breakout", "space-invaders"];

    /// <param name="name">One of <see cref="Names"/>, or "ale:" and a ROM: a name that ale_py knows, or a file.</param>
    public static IGame Create(string name) => name switch
    {
        "pong" => new Pong(),
        "breakout" => new Breakout(),
        "space-invaders" => new SpaceInvaders(),
        _ when name.StartsWith(AlePrefix, StringComparison.Ordinal) && name.Length > AlePrefix.Length => new AleGame(name[AlePrefix.Length..], new AleOptions(), TimeProvider.System),
        _ => throw new SobolevException(
            ExitCode.Usage,
            $"{name}: unknown game; use {string.Join(", ", Names)}, or ale:NAME for a game of the Arcade Learning Environment"),
    };
}
