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
    public const string Ale = "ale:";

    public static IReadOnlyList<string> All { get; } = ["pong", "breakout", "space-invaders"];

    /// <summary>Games by name, with "all" spelled out; those of the Arcade Learning Environment as ale:ROM.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names, GameEnvironment environment)
    {
        var games = names.Contains("all") ? All : [.. names.Distinct()];
        return environment == GameEnvironment.BuiltIn ? games : [.. games.Select(game => game.StartsWith(Ale, StringComparison.Ordinal) ? game : Ale + game.Replace('-', '_')).Distinct()];
    }

    /// <summary>Label for the name of a run folder.</summary>
    public static string Label(IReadOnlyList<string> games) => games.Count == All.Count ? "all" : string.Join('-', games.Select(FileName));

    /// <summary>A game in the name of a file.</summary>
    public static string FileName(string game) => game.Replace(':', '-').Replace('/', '-').Replace('\\', '-');

    /// <summary>Checks that a game can be created, and returns its number of actions.</summary>
    public static int ActionsOf(string name)
    {
        using var game = Games.Create(name);
        return game.Actions;
    }
}
