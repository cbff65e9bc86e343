using Sobolev.Configuration;

namespace Sobolev.Arcade;

/// <summary>Settings of the Atari preprocessing, and of the machine of the Arcade Learning Environment.</summary>
public sealed record AtariOptions
{
    [Key("machine frames that an action is held")]
    [Between(1, 64)]
    public int FrameSkip { get; init; } = 4;

    [Key("least number of machine frames without action at the start of an episode; a random number up to noop_max")]
    [Between(0, 1000)]
    public int NoopMin { get; init; }

    [Key("largest number of machine frames without action at the start of an episode")]
    [Between(0, 1000)]
    public int NoopMax { get; init; } = 30;

    [Key(
        "in games with a fire button: press fire and the next action at the start of an episode; nothing, fire and the "
            + "next action after the loss of a life")]
    public bool FireOnReset { get; init; }

    [Key("the loss of a life ends an episode; the next one is a new game")]
    public bool LifeEnds { get; init; }

    [Key("views before the first one of an episode: repeat (the first one) or zeros")]
    public HistoryStart HistoryStart { get; init; }

    [Key("decisions after which an episode is ended; 27000 are half an hour of play at 60 frames a second")]
    [Between(1, 10_000_000)]
    public int MaxEpisodeSteps { get; init; } = 27_000;

    [Key("ale: probability with which the machine repeats the previous action in a frame (sticky actions)")]
    [Between(0, 1)]
    public double RepeatActionProbability { get; init; }

    [Key("ale: actions of the game: minimal (those that have an effect) or full (all 18)")]
    public ActionSet Actions { get; init; }

    [Key("ale: mode of the game, a number that the ROM knows")]
    [Between(0, 255)]
    public int Mode { get; init; }

    [Key("ale: difficulty of the game, a number that the ROM knows")]
    [Between(0, 255)]
    public int Difficulty { get; init; }

    /// <summary>Whether the settings of the Arcade Learning Environment are those that built-in games have.</summary>
    internal bool IsOfBuiltIn => RepeatActionProbability == 0 && Actions == ActionSet.Minimal && Mode == 0 && Difficulty == 0;
}

/// <summary>Views before the first one of an episode.</summary>
public enum HistoryStart
{
    Repeat,
    Zeros,
}

/// <summary>Actions that a game of the Arcade Learning Environment offers.</summary>
public enum ActionSet
{
    Minimal,
    Full,
}
