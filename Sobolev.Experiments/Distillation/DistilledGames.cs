using Sobolev.Arcade;
using Sobolev.Configuration;

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

    /// <summary>
    /// Games by name, with "all" spelled out; those of the Arcade Learning Environment, also by Gymnasium's names, as ale:ROM.
    /// </summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names, GameEnvironment environment) =>
        [.. names.SelectMany(name => name == "all" ? All : [name]).Select(name => Of(name, environment)).Distinct()];

    /// <summary>Names that are not those of games.</summary>
    public static IEnumerable<ConfigMistake> Mistakes(IReadOnlyList<string> names, GameEnvironment environment)
    {
        foreach (var name in names.Where(name => name != "all"))
        {
            var game = Of(name, environment);
            if (!All.Contains(game) && !(game.StartsWith(Ale, StringComparison.Ordinal) && game.Length > Ale.Length))
                yield return new ConfigMistake(
                    "games",
                    $"{name} is not one of {string.Join(", ", All)}, all; a game of the Arcade Learning Environment is ale:NAME, "
                        + $"ALE/Name-v5 or NAME with env: ale"
                    + Nearest.Suggestion(name, All));
        }
    }

    /// <summary>A word on names whose version stands for settings in Gymnasium, which are keys here.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<string> names, AtariOptions atari) =>
        from name in names
        let rom = AleNames.RomOf(name)
        where rom is not null && name.EndsWith("-v5", StringComparison.Ordinal) && atari.RepeatActionProbability == 0
        select $"{name} is the game {Ale}{rom} here; the sticky actions of v5 are the key atari.repeat_action_probability=0.25 (now 0)";

    private static string Of(string name, GameEnvironment environment) =>
        AleNames.RomOf(name) is { } rom ? Ale + rom
        : environment == GameEnvironment.BuiltIn || name.StartsWith(Ale, StringComparison.Ordinal) ? name
        : Ale + name.Replace('-', '_');

    /// <summary>Label for the name of a run folder.</summary>
    public static string Label(IReadOnlyList<string> games) => games.Count == All.Count ? "all" : string.Join('-', games.Select(FileName));

    /// <summary>A game in the name of a file.</summary>
    public static string FileName(string game) => game.Replace(':', '-').Replace('/', '-').Replace('\\', '-');

    /// <summary>Checks that a game can be created, and returns its number of actions.</summary>
    public static int ActionsOf(string name, AtariOptions atari)
    {
        using var game = Games.Create(name, atari);
        return game.Actions;
    }
}
