using Sobolev.Configuration;

namespace Sobolev.Runs;

/// <summary>The keys that every verb's config has.</summary>
public abstract record RunConfig
{
    [Key("first seed; for one seed every method starts from the same weights and the same data", Option = "seed")]
    [AtLeast(0)]
    public long Seed { get; init; }

    [Key("number of seeds, counted up from the first", Option = "seeds")]
    [Between(1, 10_000)]
    public int Seeds { get; init; } = 1;

    [Key("auto (CUDA where there is one), cpu, cuda or cuda:N", Option = "device")]
    public string Device { get; init; } = "auto";

    [Key("CPU threads in all; 0 takes every core", Option = "threads")]
    [Between(0, 4096)]
    [MayChangeOnResume]
    public int Threads { get; init; }

    [Key("time between checkpoints of a trial")]
    [MayChangeOnResume]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    [Key("keep the checkpoints of a finished run")]
    [MayChangeOnResume]
    public bool KeepCheckpoints { get; init; }

    /// <summary>The seeds of the run, in order.</summary>
    public IEnumerable<long> AllSeeds() => Enumerable.Range(0, Seeds).Select(k => Seed + k);
}
