using Sobolev.Files;
using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Policy networks as safetensors, under the names of <see cref="PolicyNetwork"/> (conv1.weight ... policy.bias, value.bias) or those that
/// Stable-Baselines3 gives its NatureCNN policies. Both see grey levels from 0 to 1.
/// </summary>
public static class PolicyFile
{
    private static readonly (string Theirs, string Ours)[] _stableBaselines =
    [
        ("features_extractor.cnn.0", "conv1"), ("features_extractor.cnn.2", "conv2"), ("features_extractor.cnn.4", "conv3"),
        ("features_extractor.linear.0", "hidden"), ("action_net", "policy"), ("value_net", "value"),
    ];

    /// <summary>Reads a network of the given layers; the number of actions is the file's.</summary>
    /// <exception cref="SobolevException">The file does not hold such a network (exit 3).</exception>
    public static PolicyNetwork Read(string path, PolicyLayers layers)
    {
        var file = SafeTensors.Read(path);
        try
        {
            return Network(file, layers);
        }
        catch (SobolevException error)
        {
            throw new SobolevException(error.ExitCode, $"{path}: not a policy network of this tool: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="Read"/>
    public static PolicyNetwork Network(TensorFile file, PolicyLayers layers)
    {
        var named = Renamed(WeightNames.Unwrapped(WeightNames.Unwrapped(file, "conv1.weight"), "features_extractor.cnn.0.weight"));
        var actions = named["policy.bias"].Shape;
        if (actions is not [> 0 and <= 1024])
            throw new SobolevException(
                ExitCode.DataMissing,
                $"policy.bias has shape ({string.Join(", ", actions)}), but (actions) is needed");
        var network = new PolicyNetwork(layers, (int)actions[0]);
        try
        {
            NetworkFile.Load(network, layers.HasValue ? WithValue(named, layers) : named);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The network in 16 bits a number, which the policy does not feel.</summary>
    public static IReadOnlyList<StoredTensor> HalfTensors(PolicyNetwork network)
    {
        using var scope = NewDisposeScope();
        return [.. network.named_parameters().Select(named => StoredTensor.Of<Half>(
            named.name, Array.ConvertAll(FlatParameters.Copy(named.parameter), value => (Half)value), named.parameter.shape))];
    }

    // a distilled policy needs no value: a file without one is as good
    private static TensorFile WithValue(TensorFile file, PolicyLayers layers) =>
        file.Tensors.Any(tensor => tensor.Name.StartsWith("value.", StringComparison.Ordinal))
        ? file
        : new TensorFile([.. file.Tensors, StoredTensor.Of<float>("value.weight", new float[layers.Hidden], 1, layers.Hidden),
            StoredTensor.Of<float>("value.bias", new float[1], 1)], file.Metadata);

    private static TensorFile Renamed(TensorFile file) =>
        new([.. file.Tensors.Select(tensor => tensor with { Name = Ours(tensor.Name) })], file.Metadata);

    private static string Ours(string name)
    {
        foreach (var (theirs, ours) in _stableBaselines)
        {
            if (name.StartsWith(theirs + ".", StringComparison.Ordinal))
                return ours + name[theirs.Length..];
        }

        return name;
    }
}
