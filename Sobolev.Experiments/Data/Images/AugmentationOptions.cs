using Sobolev.Configuration;

namespace Sobolev.Data;

/// <summary>The usual augmentation of CIFAR-10.</summary>
public sealed record AugmentationOptions
{
    [Key("pixels of padding before a random crop of the image's size; 0 for none")]
    [Between(0, 16)]
    public int Padding { get; init; } = 4;

    [Key("mirror every second image")]
    public bool Flips { get; init; } = true;

    internal Augmentation ToAugmentation() => new(Padding, Flips);
}
