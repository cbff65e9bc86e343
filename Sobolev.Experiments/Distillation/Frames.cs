using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Distillation;

/// <summary>Frames as networks see them.</summary>
internal static class Frames
{
    private const float Scale = 1f / 255;

    /// <summary>From bytes to grey levels from 0 to 1, as Stable-Baselines3 scales them.</summary>
    public static Tensor ToGrey(Tensor bytes, Device device, ScalarType type = ScalarType.Float32)
    {
        using var there = NativeTensors.Moved(bytes, device);
        return there.to(type).mul_(Scale);
    }
}
