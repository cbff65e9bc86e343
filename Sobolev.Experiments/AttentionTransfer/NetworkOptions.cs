using Sobolev.Configuration;
using Sobolev.Models;

namespace Sobolev.AttentionTransfer;

/// <summary>A classifier of small images.</summary>
public sealed record NetworkOptions
{
    [Key("wide-resnet or network-in-network")]
    public NetworkKind Kind { get; init; } = NetworkKind.WideResnet;

    [Key("layers of a wide residual network, 6n + 4")]
    [Between(10, 1000)]
    public int Depth { get; init; } = 16;

    [Key("wide-resnet: 16, 32 and 64 channels times this; network-in-network: 1 is wide, 0.5 thin")]
    [Above(0)]
    [Between(0, 64)]
    public double Width { get; init; } = 1;

    [Key("batch normalisation in a network-in-network (a wide residual network always has it)")]
    public bool Normalised { get; init; } = true;

    internal bool IsPossible => Kind != NetworkKind.WideResnet || WideResNet.IsDepth(Depth);

    internal LinearisedNetwork Build(int channels, int classes) => Kind switch
    {
        NetworkKind.WideResnet => new WideResNet(Depth, Width, channels, classes),
        NetworkKind.NetworkInNetwork => new NetworkInNetwork(Width, Normalised, channels, classes),
        _ => throw new ArgumentOutOfRangeException(nameof(channels), Kind, null),
    };

    public override string ToString() => Kind == NetworkKind.WideResnet
        ? FormattableString.Invariant($"WRN-{Depth}-{Width}")
        : FormattableString.Invariant($"NIN of width {Width}{(Normalised ? "" : " without normalisation")}");
}
