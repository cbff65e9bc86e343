using Sobolev.Files;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Networks as safetensors: parameters and buffers under their names in the state dict.</summary>
public static class NetworkFile
{
    /// <summary>A tensor in its own precision, wherever it lives.</summary>
    public static StoredTensor Stored(string name, Tensor values)
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
                $"tensor {stored.Name} is of shape ({string.Join(", ", stored.Shape)}) where ({string.Join(", ", destination.shape)}) is "
                + "needed");
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

    /// <summary>All parameters and buffers of a network, each name after <paramref name="prefix"/>.</summary>
    public static IReadOnlyList<StoredTensor> Tensors(nn.Module network, string prefix = "") =>
        [.. Named(network).Select(named => Stored(prefix + named.Name, named.Values))];

    /// <summary>Overwrites all parameters and buffers of a network, in place: flat vectors under it stay its own.</summary>
    /// <exception cref="SobolevException">A tensor is missing or of another shape; the message names it (exit 3).</exception>
    public static void Load(nn.Module network, TensorFile file, string prefix = "")
    {
        foreach (var (name, values) in Named(network))
        {
            var stored = file[prefix + name];
            // a single number may be written with or without a dimension
            if (values.dim() > 0 && !stored.Shape.SequenceEqual(values.shape))
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"tensor {stored.Name} has shape ({string.Join(", ", stored.Shape)}), but the network needs "
                    + $"({string.Join(", ", values.shape)})");
            Restore(stored, values);
        }
    }

    private static IEnumerable<(string Name, Tensor Values)> Named(nn.Module network) =>
        network.named_parameters().Select(named => (named.name, (Tensor)named.parameter)).Concat(network.named_buffers().Select(named => (named.name, named.buffer)));
}
