using Sobolev.Arcade;
using Sobolev.Configuration;

namespace Sobolev.Distillation;

/// <summary>The keys of every verb that plays games.</summary>
public sealed record GameOptions : IChecked
{
    [Key("games: pong, breakout, space-invaders, all, ale:ROM, or a name of Gymnasium such as ALE/Pong-v5", Option = "game")]
    [Suggested("pong", "breakout", "space-invaders", "all")]
    [NotEmpty]
    public IReadOnlyList<string> Games { get; init; } = ["pong"];

    [Key("source of the games: built-in, or ale (the Arcade Learning Environment, pip install ale-py)", Option = "env")]
    public GameEnvironment Env { get; init; }

    [Key("preprocessing of the frames, and the machine of the Arcade Learning Environment")]
    public AtariOptions Atari { get; init; } = new();

    /// <summary>
    /// The games with "all" spelled out; those of the Arcade Learning Environment, also by Gymnasium's names, as ale:ROM.
    /// </summary>
    public IReadOnlyList<string> All() =>
        [.. Games.SelectMany(name => name == "all" ? DistilledGames.All : [name]).Select(Resolved).Distinct()];

    /// <summary>Label for the name of a run folder.</summary>
    public string Label() =>
        All().ToHashSet().SetEquals(DistilledGames.All) ? "all" : string.Join('-', All().Select(DistilledGames.FileName));

    /// <summary>A word on names whose version stands for settings in Gymnasium, which are keys here.</summary>
    public IEnumerable<string> Notes() =>
        from name in Games
        let rom = AleNames.RomOf(name)
        where rom is not null && name.EndsWith("-v5", StringComparison.Ordinal) && Atari.RepeatActionProbability == 0
        select $"{name} is the game {DistilledGames.Ale}{rom} here; the sticky actions of v5 are the key "
            + "atari.repeat_action_probability=0.25 (now 0)";

    /// <summary>Names that are not those of games.</summary>
    public IEnumerable<ConfigMistake> Check() =>
        from name in Games
        where name != "all" && !DistilledGames.IsKnown(Resolved(name))
        select new ConfigMistake(
            "games",
            $"{name} is not one of {string.Join(", ", DistilledGames.All)}, all; a game of the Arcade Learning Environment is ale:NAME, "
                + $"ALE/Name-v5 or NAME with env: ale{Nearest.Suggestion(name, DistilledGames.All)}");

    private string Resolved(string name) =>
        AleNames.RomOf(name) is { } rom ? DistilledGames.Ale + rom
        : Env == GameEnvironment.BuiltIn || name.StartsWith(DistilledGames.Ale, StringComparison.Ordinal) ? name
        : DistilledGames.Ale + name.Replace('-', '_');
}
