using Sobolev.Files;
using static TorchSharp.torch;

namespace Sobolev.State;

/// <summary>Between libtorch's tensors and those of a file.</summary>
public static class StoredTensors
{
    /// <summary>A tensor in its own precision, wherever it lives.</summary>
    public static StoredTensor Of(string name, Tensor values)
    {
        using var scope = NewDisposeScope();
        var here = values.detach().cpu().contiguous();
        return here.dtype switch
        {
            ScalarType.Float32 => StoredTensor.Of<float>(name, here.data<float>().ToArray(), here.shape),
            ScalarType.Float64 => StoredTensor.Of<double>(name, here.data<double>().ToArray(), here.shape),
            ScalarType.Int64 => StoredTensor.Of<long>(name, here.data<long>().ToArray(), here.shape),
            ScalarType.Byte => StoredTensor.Of<byte>(name, here.data<byte>().ToArray(), here.shape),
            _ => throw new ArgumentException($"{name}: tensors of {here.dtype} are not stored", nameof(values)),
        };
    }

    /// <summary>Copies a stored tensor over one of the same number of entries.</summary>
    /// <exception cref="SobolevException">It has another number of entries or another kind of number (exit 3).</exception>
    public static void Restore(StoredTensor stored, Tensor destination)
    {
        var count = stored.Shape.Aggregate(1L, (product, length) => product * length);
        if (count != destination.numel())
            throw new SobolevException(
                ExitCode.DataMissing,
                $"tensor {stored.Name} has shape ({string.Join(", ", stored.Shape)}), but "
                    + $"({string.Join(", ", destination.shape)}) is needed");
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        destination.copy_(destination.dtype switch
        {
            ScalarType.Int64 => tensor(stored.Values<long>(), destination.shape),
            ScalarType.Byte => tensor(stored.Values<byte>(), destination.shape),
            ScalarType.Float32 when stored.Type == "F32" => tensor(stored.Values<float>(), destination.shape),
            _ => tensor(stored.Doubles(), destination.shape, dtype: float64),
        });
    }
}
