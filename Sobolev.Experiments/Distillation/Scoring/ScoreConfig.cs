using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill score</c>: teachers play whole episodes, beside random play.</summary>
public sealed record ScoreConfig : RunConfig
{
    [Flattened]
    public GameOptions Game { get; init; } = new();

    [Key(Teachers.Key, Option = "teacher")]
    public string Teacher { get; init; } = "";

    [Key("whole episodes that the teacher plays, and as many at random", Option = "episodes")]
    [Between(2, 100_000)]
    public int Episodes { get; init; } = 100;

    [Key("behaviour of the teacher")]
    public PlayOptions Play { get; init; } = PlayOptions.OfEvaluations;
}
