using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Distillation;

/// <summary>The config of <c>distill record</c>: a teacher plays, its frames are kept.</summary>
public sealed record RecordConfig : RunConfig
{
    [Flattened]
    public GameOptions Game { get; init; } = new();

    [Key(Teachers.Key, Option = "teacher")]
    public string Teacher { get; init; } = "";

    [Key("number of decisions to record, each with its frame", Option = "frames")]
    [Between(2, 10_000_000)]
    public int Frames { get; init; } = 100_000;

    [Key("behaviour of the teacher")]
    public PlayOptions Play { get; init; } = new();
}
