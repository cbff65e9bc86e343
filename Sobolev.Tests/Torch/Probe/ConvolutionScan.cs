using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.TorchProbe;

/// <summary>Convolutions of many shapes, drawn from a seed, in 32 bits against 64: value and both gradients.</summary>
internal static class ConvolutionScan
{
    private const double Tolerance = 1e-4;

    /// <returns>How many shapes are wrong, of how many, and which.</returns>
    public static string Run(int count)
    {
        var rng = new Random(16);
        ConvolutionCase[] shapes =
        [
            .. Enumerable.Range(0, count).Select(_ => new ConvolutionCase(
                rng.Next(1, 70), rng.Next(1, 70), rng.Next(1, 40), rng.Next(1, 6), rng.Next(1, 4), rng.Next(2) == 0)),
        ];
        set_num_threads(1);
        ConvolutionCase[] wrong = [.. shapes.Where(shape => !(shape.Error() < Tolerance))];
        return $"{wrong.Length} of {count}\n{string.Join('\n', wrong.Select(shape => shape.ToString()))}";
    }
}
