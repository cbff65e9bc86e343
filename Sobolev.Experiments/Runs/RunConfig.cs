using Sobolev.Configuration;
using Sobolev.Plots;

namespace Sobolev.Runs;

/// <summary>The keys that every verb's config has.</summary>
public abstract record RunConfig
{
    [Key("first random seed; with the same seed every method starts from the same weights and data", Option = "seed")]
    [AtLeast(0)]
    public long Seed { get; init; }

    [Key("number of seeds: first seed, first seed + 1, ...", Option = "seeds")]
    [Between(1, 10_000)]
    [MayGrowOnResume]
    public int Seeds { get; init; } = 1;

    [Key("device: auto (a GPU if there is one), cpu, cuda or cuda:N", Option = "device")]
    public string Device { get; init; } = "auto";

    [Key("total number of CPU threads; 0 = one per core", Option = "threads")]
    [Between(0, 4096)]
    [MayChangeOnResume]
    public int Threads { get; init; }

    [Key("trials, or workers of one trial, that are trained at the same time on each GPU; all GPUs are used unless device names one")]
    [Between(1, 256)]
    [MayChangeOnResume]
    public int TrialsPerGpu { get; init; } = 1;

    [Key("time between checkpoints of a trial, e.g. 30s")]
    [MayChangeOnResume]
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    [Key("keep the checkpoints when the run is done")]
    [MayChangeOnResume]
    public bool KeepCheckpoints { get; init; }

    [Key("plots")]
    public PlotConfig Plots { get; init; } = new();

    /// <summary>Why a run cannot train for more updates than it was started with, or null if it can.</summary>
    public virtual string? ReasonAgainstMoreUpdates => null;

    /// <summary>Devices that a trial uses at the same time.</summary>
    public virtual int DevicesPerTrial() => 1;

    /// <summary>A key and a value of it, KEY=VALUE, with which an update needs less memory; null without such a key.</summary>
    public virtual string? SettingOfLessMemory() => null;

    /// <summary>The threads of the run: those of the key, or as many as processors.</summary>
    public int ThreadCount() => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The seeds of the run, in order.</summary>
    public IEnumerable<long> AllSeeds() => Enumerable.Range(0, Seeds).Select(k => Seed + k);
}
