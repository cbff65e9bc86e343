using Sobolev.Configuration;

namespace Sobolev.AttentionTransfer;

/// <summary>The teacher: how one is trained, or the file of one that has been.</summary>
public sealed record TeacherOptions
{
    [Key("a trained teacher to reuse for every seed: models/teacher-*.safetensors of an earlier run; empty trains one per "
        + "seed", Option = "teacher")]
    public string File { get; init; } = "";

    [Key("the teacher's network; with a file, the file's counts")]
    public NetworkOptions Network { get; init; } = new() { Width = 2 };

    [Key("updates of the teacher; 0 takes as many as the students'")]
    [AtLeast(0)]
    public long Updates { get; init; }

    [Key("statistics that normalise the teacher while students are compared with it: batch (the current batch, as the student does) or "
        + "running (its own statistics, as at test time)")]
    public TeacherStatistics Statistics { get; init; }
}
