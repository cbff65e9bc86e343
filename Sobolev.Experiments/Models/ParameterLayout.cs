using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Where the parameters of a network lie in one flat tensor: one after the other in the order of the state dict, each by rows or, where it
/// is the weight of a convolution, <see cref="ChannelsLast"/>. Files have the first of the two on every device.
/// </summary>
/// <param name="Shapes">Shapes of the parameters; empty where no part is taken.</param>
/// <param name="IsChannelsLast">Whether weights of convolutions are so.</param>
internal sealed record ParameterLayout(IReadOnlyList<long[]> Shapes, bool IsChannelsLast)
{
    /// <summary>The layout of parameters that have no parts.</summary>
    public static ParameterLayout Undivided { get; } = new([], false);

    /// <summary>Whether parameters have these shapes.</summary>
    public bool Suits(IEnumerable<Tensor> parameters)
    {
        long[][] shapes = [.. parameters.Select(parameter => parameter.shape)];
        return shapes.Length == Shapes.Count && shapes.Zip(Shapes).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    /// <summary>The numbers of these parameters in one tensor.</summary>
    public Tensor Flatten(IEnumerable<Tensor> parameters) =>
        cat([.. parameters.Select(parameter => IsRearranged(parameter.shape) ? ChannelsLast.Line(parameter) : parameter.reshape(-1))]);

    /// <summary>Each parameter's part of a flat tensor, in its shape.</summary>
    public IEnumerable<Tensor> Parts(Tensor flat)
    {
        var offset = 0L;
        foreach (var shape in Shapes)
        {
            var line = flat.narrow(0, offset, shape.Aggregate(1L, (product, length) => product * length));
            offset += line.numel();
            yield return IsRearranged(shape) ? ChannelsLast.View(line, shape) : line.view(shape);
        }
    }

    /// <summary>A flat tensor by rows: itself where it lies so.</summary>
    public Tensor ByRows(Tensor flat) => Shapes.Any(IsRearranged) ? cat([.. Parts(flat).Select(part => part.reshape(-1))]) : flat;

    /// <summary>Copies a tensor that lies by rows over a flat one of this layout.</summary>
    public void Copy(Tensor rows, Tensor flat)
    {
        using var mode = no_grad();
        if (!Shapes.Any(IsRearranged))
        {
            flat.copy_(rows);
            return;
        }

        var offset = 0L;
        foreach (var part in Parts(flat))
        {
            part.copy_(rows.narrow(0, offset, part.numel()).view(part.shape));
            offset += part.numel();
        }
    }

    private bool IsRearranged(long[] shape) => IsChannelsLast && ChannelsLast.SuitsShape(shape);
}
