namespace Sobolev.Arcade;

/// <summary>The games that are built in.</summary>
public static class Games
{
    public static IReadOnlyList<string> Names { get; } = ["pong"];

    public static IGame Create(string name) => name == "pong" ? new Pong() : throw new SobolevException(ExitCode.Usage, $"{name}: no such game");
}
