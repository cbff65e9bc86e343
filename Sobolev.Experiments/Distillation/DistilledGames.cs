using Sobolev.Arcade;

namespace Sobolev.Distillation;

/// <summary>The games of the supplement's policy distillation.</summary>
internal static class DistilledGames
{
    public static IReadOnlyList<string> All { get; } = ["pong", "breakout", "space-invaders"];

    /// <summary>Games by name, with "all" spelled out.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names) => names.Contains("all") ? All : [.. names.Distinct()];

    /// <summary>For the name of a run folder.</summary>
    public static string Label(IReadOnlyList<string> games) => games.Count == All.Count ? "all" : string.Join('-', games);

    /// <summary>Checks that a game can be made, and tells its number of actions.</summary>
    public static int ActionsOf(string name)
    {
        using var game = Games.Create(name);
        return game.Actions;
    }
}
