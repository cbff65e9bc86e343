using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>Teachers from elsewhere.</summary>
public sealed class PolicyFileTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Names and shapes as Stable-Baselines3's documentation and state dicts have them, written out by hand.</summary>
    [Fact]
    public void A_policy_of_Stable_Baselines3_is_the_same_network()
    {
        var rng = new RandomStream(1, "policy");
        var path = _folder.File("sb3.safetensors");
        Write(path, [
            Random(rng, "features_extractor.cnn.0.weight", 32, 4, 8, 8), Random(rng, "features_extractor.cnn.0.bias", 32),
            Random(rng, "features_extractor.cnn.2.weight", 64, 32, 4, 4), Random(rng, "features_extractor.cnn.2.bias", 64),
            Random(rng, "features_extractor.cnn.4.weight", 64, 64, 3, 3), Random(rng, "features_extractor.cnn.4.bias", 64),
            Random(rng, "features_extractor.linear.0.weight", 512, 3136), Random(rng, "features_extractor.linear.0.bias", 512),
            Random(rng, "action_net.weight", 6, 512), Random(rng, "action_net.bias", 6),
            Random(rng, "value_net.weight", 1, 512), Random(rng, "value_net.bias", 1),
        ]);
        var file = SafeTensors.Read(path);
        using var network = PolicyFile.Read(path, PolicyLayers.Teacher);
        Assert.Equal(6, network.Actions);

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var histories = rand(2, 4, 84, 84);
        // the same layers by torch's functions, in the order of Stable-Baselines3's NatureCNN
        var x = nn.functional.relu(
            nn.functional.conv2d(histories, Of("features_extractor.cnn.0.weight"), Of("features_extractor.cnn.0.bias"), strides: [4, 4]));
        x = nn.functional.relu(
            nn.functional.conv2d(x, Of("features_extractor.cnn.2.weight"), Of("features_extractor.cnn.2.bias"), strides: [2, 2]));
        x = nn.functional.relu(nn.functional.conv2d(x, Of("features_extractor.cnn.4.weight"), Of("features_extractor.cnn.4.bias")));
        x = nn.functional.relu(
            nn.functional.linear(x.flatten(1), Of("features_extractor.linear.0.weight"), Of("features_extractor.linear.0.bias")));
        var expected = nn.functional.log_softmax(nn.functional.linear(x, Of("action_net.weight"), Of("action_net.bias")), 1);
        Assert.True(allclose(network.LogPolicy(histories), expected, rtol: 1e-4, atol: 1e-5));
        Assert.True(allclose(network.Both(histories).Value.unsqueeze(1),
            nn.functional.linear(x, Of("value_net.weight"), Of("value_net.bias")), rtol: 1e-4, atol: 1e-5));

        Tensor Of(string name) => tensor(file[name].Values<float>(), file[name].Shape.ToArray());
    }

    [Fact]
    public void A_network_of_other_layers_is_exit_3_and_names_the_tensor()
    {
        using var student = new PolicyNetwork(PolicyLayers.Student, 3);
        var path = _folder.File("student.safetensors");
        Write(path, NetworkFile.Tensors(student));
        var error = Assert.Throws<SobolevException>(() => PolicyFile.Read(path, PolicyLayers.Teacher));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("conv1.weight", error.Message);
        Assert.Contains(path, error.Message);
    }

    [Theory]
    [InlineData("policy.")]
    [InlineData("module.policy.")]
    [InlineData("_orig_mod.")]
    public void Prefixes_of_wrappers_are_passed_over(string prefix)
    {
        using var network = new PolicyNetwork(PolicyLayers.Teacher, 4);
        network.Draw(new RandomStream(3, "weights"));
        // a network with a tensor policy.weight, whose name must stay
        var wrapped = new TensorFile([.. NetworkFile.Tensors(network).Select(tensor => tensor with { Name = prefix + tensor.Name })],
            new Dictionary<string, string>());
        using var read = PolicyFile.Network(wrapped, PolicyLayers.Teacher);
        Assert.Equal(NetworkFile.Tensors(network)[^1].Doubles(), NetworkFile.Tensors(read)[^1].Doubles());
    }

    [Fact]
    public void A_policy_with_a_number_that_is_not_finite_is_refused()
    {
        using var network = new PolicyNetwork(PolicyLayers.Teacher, 4);
        network.Draw(new RandomStream(3, "weights"));
        using (no_grad())
            network.get_parameter("policy.bias")!.fill_(float.PositiveInfinity);
        var path = _folder.File("lost.safetensors");
        Write(path, NetworkFile.Tensors(network));
        Assert.Contains("policy.bias has numbers that are not finite",
            Assert.Throws<SobolevException>(() => PolicyFile.Read(path, PolicyLayers.Teacher)).Message);
    }

    [Fact]
    public void Half_precision_keeps_the_policy()
    {
        using var network = new PolicyNetwork(PolicyLayers.Teacher, 4);
        network.Draw(new RandomStream(3, "weights"));
        using var read = PolicyFile.Network(
            new TensorFile([.. PolicyFile.HalfTensors(network)], new Dictionary<string, string>()), PolicyLayers.Teacher);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var histories = rand(3, 4, 84, 84);
        Assert.True(allclose(network.LogPolicy(histories), read.LogPolicy(histories), rtol: 1e-3, atol: 1e-3));
    }

    private static void Write(string path, IReadOnlyList<StoredTensor> tensors)
    {
        using var stream = File.Create(path);
        SafeTensors.Write(stream, tensors, new Dictionary<string, string>());
    }

    private static StoredTensor Random(RandomStream rng, string name, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        var scale = Math.Sqrt(2.0 * shape[0] / count);
        return StoredTensor.Of<float>(name,
            [.. Enumerable.Range(0, (int)count).Select(_ => (float)(scale * (2 * rng.NextDouble() - 1)))], shape);
    }
}
