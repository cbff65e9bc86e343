using Sobolev.Models;
using Sobolev.Plots;

namespace Sobolev.Distillation;

/// <summary>Frames and their derivatives as pictures.</summary>
internal static class FrameImages
{
    private const int Side = PolicyLayers.Side;
    private const int Last = (PolicyLayers.History - 1) * Side * Side;

    /// <summary>The newest frame of a history (4, 84, 84).</summary>
    public static GridImage Newest(ReadOnlySpan<byte> history)
    {
        var grey = new double[Side, Side];
        for (var k = 0; k < Side * Side; k++)
            grey[k / Side, k % Side] = history[Last + k] / 255.0;
        return GridImage.Grey(grey);
    }

    /// <summary>A derivative by the newest frame.</summary>
    /// <param name="derivative">(4, 84, 84)</param>
    /// <param name="limit">The magnitude in full colour.</param>
    public static GridImage Saliency(ReadOnlySpan<float> derivative, double? limit = null)
    {
        var signed = new double[Side, Side];
        for (var k = 0; k < Side * Side; k++)
            signed[k / Side, k % Side] = derivative[Last + k];
        return GridImage.Signed(signed, limit);
    }
}
