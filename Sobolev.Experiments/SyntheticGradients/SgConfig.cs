using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>The keys that sg-cifar and sg-imagenet share; each verb gives the abstract ones a default or a description.</summary>
public abstract record SgConfig : ConvolutionalConfig, IChecked
{
    private const string MicroBatchesKey = "trunk.micro_batches";

    public abstract string Data { get; init; }

    [Key("training methods: backprop, noprop, direct, vfbn, critic, sobolev, or all", Option = "method")]
    [NotEmpty]
    [OneOf("backprop", "noprop", "direct", "vfbn", "critic", "sobolev", "all")]
    [TrialAxis]
    public IReadOnlyList<string> Methods { get; init; } = ["sobolev"];

    [NotEmpty]
    [Between(1, 3)]
    public abstract IReadOnlyList<int> Modules { get; init; }

    [Key("number of training images, chosen by the seed; 0 = all")]
    [AtLeast(0)]
    public int TrainImages { get; init; }

    [AtLeast(0)]
    public abstract int TestImages { get; init; }

    [Key("number of training images, drawn by the seed, for comparing synthetic with true gradients")]
    [Between(2, 10_000)]
    public abstract int ProbeImages { get; init; }

    public abstract TrunkOptions Trunk { get; init; }

    [Key("the synthetic-gradient modules")]
    public abstract ModuleOptions Module { get; init; }

    [Key("training updates per trial", Option = "updates")]
    [AtLeast(1)]
    [MayGrowOnResume]
    public abstract long Updates { get; init; }

    [Key("updates between evaluations (rows of metrics.csv)")]
    [AtLeast(1)]
    public abstract long EvaluateEvery { get; init; }

    [Key(
        "worker threads, each with its own minibatches, one per GPU or sharing a device; more than 1 is not deterministic",
        Option = "workers")]
    [Between(1, 256)]
    public int Workers { get; init; } = 1;

    [Key("CPU threads inside one operation; a different number changes the last digits of the results")]
    [Between(1, 256)]
    public int OperationThreads { get; init; } = 1;

    /// <summary>The methods with "all" spelled out, in the order of the table of the paper.</summary>
    public IReadOnlyList<SgMethod> AllMethods() => SgMethods.Of(Methods);

    /// <summary>The modules' places in the network of a method, from the lowest.</summary>
    public IReadOnlyList<int> CutsOf(SgMethod method) => method == SgMethod.Backprop ? [] : [.. Modules.Distinct().Order()];

    public override int DevicesPerTrial() => Workers;

    public override string? SettingOfLessMemory() => Trunk.Accumulation().Finer() is { } finer ? $"{MicroBatchesKey}={finer.Parts}" : null;

    public virtual IEnumerable<ConfigMistake> Check() => [.. Module.Check(AllMethods()), .. Trunk.Accumulation().Check(MicroBatchesKey)];
}
