using Sobolev.Arcade;

namespace Sobolev.Distillation;

/// <summary>Who plays a game.</summary>
public enum GameEnvironment
{
    /// <summary>The tool itself.</summary>
    BuiltIn,

    /// <summary>The Arcade Learning Environment (pip install ale-py).</summary>
    Ale,
}

/// <summary>The games of the supplement's policy distillation.</summary>
internal static class DistilledGames
{
    /// <summary>The beginning of a name of the Arcade Learning Environment.</summary>
    public const string Ale = "ale:";

    public static IReadOnlyList<string> All { get; } = ["pong", "breakout", "space-invaders"];

    /// <summary>Whether a name is one of the built-in games or may be one of the Arcade Learning Environment.</summary>
    public static bool IsKnown(string game) =>
        All.Contains(game) || (game.StartsWith(Ale, StringComparison.Ordinal) && game.Length > Ale.Length);

    /// <summary>A game in the name of a file.</summary>
    public static string FileName(string game) => game.Replace(':', '-').Replace('/', '-').Replace('\\', '-');

    /// <summary>Checks that a game can be created, and returns its number of actions.</summary>
    public static int ActionsOf(string name, AtariOptions atari)
    {
        using var game = Games.Create(name, atari);
        return game.Actions;
    }
}
