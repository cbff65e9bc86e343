using Sobolev.Arcade;
using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill record</c>: a teacher plays, its frames are kept.</summary>
public sealed record RecordConfig : RunConfig, IChecked
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

    [Key("number of decisions to record, each with its frame", Option = "frames")]
    [Between(2, 10_000_000)]
    public int Frames { get; init; } = 100_000;

    [Key("behaviour of the teacher")]
    public PlayOptions Play { get; init; } = new();

    /// <summary>The games with "all" spelled out.</summary>
    public IReadOnlyList<string> AllGames() => DistilledGames.Of(Games, Env);

    public IEnumerable<ConfigMistake> Check() => DistilledGames.Mistakes(Games, Env);
}
