using static TorchSharp.torch;

namespace Sobolev.Objectives;

/// <summary>Refuses to combine tensors that torch would broadcast: [4, 1] minus [4] is a silent [4, 4].</summary>
internal static class Shapes
{
    public static void MustEqual(Tensor one, Tensor other, string oneName, string otherName)
    {
        // Compared number by number: this runs several times in every update.
        if (one.dim() != other.dim() || !one.shape.AsSpan().SequenceEqual(other.shape))
            throw new ArgumentException($"{oneName} has shape {Text(one)}, but {otherName} has {Text(other)}");
        if (one.dtype != other.dtype || one.device_type != other.device_type || one.device_index != other.device_index)
            throw new ArgumentException($"{oneName} is {one.dtype} on {one.device}, but {otherName} is {other.dtype} on {other.device}");
    }

    public static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
