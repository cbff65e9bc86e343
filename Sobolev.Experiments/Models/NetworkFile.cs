using Sobolev.Files;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Networks as safetensors: parameters and buffers under their names in the state dict.</summary>
public static class NetworkFile
{
    /// <summary>All parameters and buffers of a network, each name after <paramref name="prefix"/>.</summary>
    public static IReadOnlyList<StoredTensor> Tensors(nn.Module network, string prefix = "") =>
        [.. Named(network).Select(named => StoredTensors.Of(prefix + named.Name, named.Values))];

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
            StoredTensors.Restore(stored, values);
        }
    }

    private static IEnumerable<(string Name, Tensor Values)> Named(nn.Module network) =>
        network.named_parameters().Select(named => (named.name, (Tensor)named.parameter)).Concat(network.named_buffers().Select(named => (named.name, named.buffer)));
}
