using Sobolev.Arcade;
using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill score</c>: teachers play whole episodes, beside random play.</summary>
public sealed record ScoreConfig : RunConfig, IChecked
{
    [Key("games: pong, breakout, space-invaders, all, ale:ROM, or a name of Gymnasium such as ALE/Pong-v5", Option = "game")]
    [Suggested("pong", "breakout", "space-invaders", "all")]
    [NotEmpty]
    public IReadOnlyList<string> Games { get; init; } = ["pong"];

    [Key("source of the games: built-in, or ale (the Arcade Learning Environment, pip install ale-py)", Option = "env")]
    public GameEnvironment Env { get; init; }

    [Key("preprocessing of the frames, and the machine of the Arcade Learning Environment")]
    public AtariOptions Atari { get; init; } = new();

    [Key(
        "teacher network, a safetensors file (Stable-Baselines3's names are accepted) or a folder with GAME.safetensors; empty = the one "
        + "that ships",
        Option = "teacher")]
    public string Teacher { get; init; } = "";

    [Key("whole episodes that the teacher plays, and as many at random", Option = "episodes")]
    [Between(2, 100_000)]
    public int Episodes { get; init; } = 100;

    [Key("behaviour of the teacher")]
    public PlayOptions Play { get; init; } = PlayOptions.OfEvaluations;

    /// <summary>The games with "all" spelled out.</summary>
    public IReadOnlyList<string> AllGames() => DistilledGames.Of(Games, Env);

    public IEnumerable<ConfigMistake> Check() => DistilledGames.Mistakes(Games, Env);
}
