using Sobolev.Files;
using Sobolev.State;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>Networks as safetensors: parameters and buffers under their names in the state dict.</summary>
public static class NetworkFile
{
    /// <summary>All parameters and buffers of a network, each name after <paramref name="prefix"/>.</summary>
    public static IReadOnlyList<StoredTensor> Tensors(nn.Module network, string prefix = "") =>
        [.. Named(network).Select(named => StoredTensors.Of(prefix + named.Name, named.Values))];

    /// <summary>Overwrites all parameters and buffers of a network, in place: flat vectors under it stay its own.</summary>
    /// <param name="network">The network.</param>
    /// <param name="file">Content of the file.</param>
    /// <param name="prefix">Prefix of the network's names in the file.</param>
    /// <param name="skips">Whether a tensor of that full name stays as it is; null overwrites all.</param>
    /// <exception cref="SobolevException">
    /// A tensor is missing, of another shape or has a number that is not finite; the message names it (exit 3).
    /// </exception>
    public static void Load(nn.Module network, TensorFile file, string prefix = "", Predicate<string>? skips = null)
    {
        foreach (var (name, values) in Named(network).Where(named => skips?.Invoke(prefix + named.Name) != true))
        {
            var stored = file[prefix + name];
            // a single number may be written with or without a dimension
            if (values.dim() > 0 && !stored.Shape.SequenceEqual(values.shape))
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"tensor {stored.Name} has shape ({string.Join(", ", stored.Shape)}), but the network needs "
                    + $"({string.Join(", ", values.shape)})");
            StoredTensors.Restore(stored, values);
            RequireFinite(stored.Name, values);
        }
    }

    private static void RequireFinite(string name, Tensor values)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        if (values.is_floating_point() && !values.isfinite().all().ToBoolean())
            throw new SobolevException(ExitCode.DataMissing,
                $"tensor {name} has numbers that are not finite; the weights are of a training that diverged");
    }

    /// <summary>Names of all parameters and buffers, each after <paramref name="prefix"/>.</summary>
    public static IEnumerable<string> Names(nn.Module network, string prefix = "") => Named(network).Select(named => prefix + named.Name);

    private static IEnumerable<(string Name, Tensor Values)> Named(nn.Module network) =>
        network.named_parameters().Select(named => (named.name, (Tensor)named.parameter))
            .Concat(network.named_buffers().Select(named => (named.name, named.buffer)));
}
