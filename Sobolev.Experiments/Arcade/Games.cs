namespace Sobolev.Arcade;

/// <summary>The games that are built in.</summary>
public static class Games
{
    public static IReadOnlyList<string> Names { get; } = ["pong", "breakout", "space-invaders"];

    public static IGame Create(string name) => name switch
    {
        "pong" => new Pong(),
        "breakout" => new Breakout(),
        "space-invaders" => new SpaceInvaders(),
        _ => throw new SobolevException(ExitCode.Usage, $"{name}: no such game; there are {string.Join(", ", Names)}"),
    };
}
