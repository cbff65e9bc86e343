using Sobolev.Configuration;
using Sobolev.Models;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>The teacher: how one is trained, or the file of one that has been.</summary>
public sealed record TeacherOptions
{
    [Key(
        "trained teacher to reuse for every seed, models/teacher-*.safetensors of an earlier run; empty = train one per seed",
        Option = "teacher")]
    public string File { get; init; } = "";

    [Key("teacher network; ignored if teacher.file is given, which has its own")]
    public NetworkOptions Network { get; init; } = new() { Width = 2 };

    [Key("training updates of the teacher; 0 = the same as the students")]
    [AtLeast(0)]
    public long Updates { get; init; }

    [Key(
        "teacher's normalisation statistics during student training: batch (of the current minibatch, as the student) or running (as at "
        + "test time)")]
    public TeacherStatistics Statistics { get; init; }
}

/// <summary>Normalisation statistics of a teacher during student training.</summary>
public enum TeacherStatistics
{
    Batch,
    Running,
}

/// <summary>A classifier of small images.</summary>
public sealed record NetworkOptions
{
    [Key("architecture: wide-resnet or network-in-network")]
    public NetworkKind Kind { get; init; } = NetworkKind.WideResnet;

    [Key("number of layers of a wide residual network, 6n + 4")]
    [Between(10, 1000)]
    public int Depth { get; init; } = 16;

    [Key("width factor; wide-resnet: 16, 32 and 64 channels times this; network-in-network: 1 = wide, 0.5 = thin")]
    [Above(0)]
    [Between(0, 64)]
    public double Width { get; init; } = 1;

    [Key("batch normalisation in a network-in-network; a wide residual network always has it")]
    public bool Normalised { get; init; } = true;

    internal bool IsPossible => Kind != NetworkKind.WideResnet || WideResNet.IsDepth(Depth);

    internal nn.Module<Tensor, Tensor> Build(int channels, int classes) => Kind switch
    {
        NetworkKind.WideResnet => new WideResNet(Depth, Width, channels, classes),
        NetworkKind.NetworkInNetwork => NetworkInNetwork.Build(Width, Normalised, channels, classes),
        _ => throw new ArgumentOutOfRangeException(nameof(channels), Kind, null),
    };

    public override string ToString() => Kind == NetworkKind.WideResnet
        ? FormattableString.Invariant($"WRN-{Depth}-{Width}")
        : FormattableString.Invariant($"NIN of width {Width}{(Normalised ? "" : " without normalisation")}");
}

/// <summary>The families of networks of the transfer experiments.</summary>
public enum NetworkKind
{
    WideResnet,
    NetworkInNetwork,
}

/// <summary>Stochastic gradient descent and its schedule.</summary>
public sealed record OptimiserOptions
{
    [Key("learning rate", Option = "learning-rate")]
    [Above(0)]
    public double LearningRate { get; init; } = 0.1;

    [Key("updates at which the learning rate drops; in the paper after 60, 120 and 160 of 200 passes")]
    public IReadOnlyList<long> DropsAt { get; init; } = [23_460, 46_920, 62_560];

    [Key("divisor of the learning rate at each drop")]
    [AtLeast(1)]
    public double DropBy { get; init; } = 5;

    [Key("momentum of SGD")]
    [Between(0, 1)]
    public double Momentum { get; init; } = 0.9;

    [Key("L2 regularisation of all parameters")]
    [AtLeast(0)]
    public double L2 { get; init; } = 5e-4;

    /// <summary>The learning rate of update number <paramref name="step"/> (from 0).</summary>
    public double RateAt(long step) => LearningRate / Math.Pow(DropBy, DropsAt.Count(drop => step >= drop));
}

/// <summary>The usual augmentation of CIFAR-10.</summary>
public sealed record AugmentationOptions
{
    [Key("padding before a random crop to the image size, in pixels; 0 = no crop")]
    [Between(0, 16)]
    public int Padding { get; init; } = 4;

    [Key("mirror images horizontally with probability 1/2")]
    public bool Flips { get; init; } = true;
}
