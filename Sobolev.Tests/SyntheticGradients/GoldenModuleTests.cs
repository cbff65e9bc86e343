using System.Text.Json;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.SyntheticGradients;

/// <summary>
/// The verb's own modules and objectives, with the reference's weights: losses, synthetic gradient and parameter gradients.
/// </summary>
public sealed class GoldenModuleTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly JsonElement _golden = GoldenFile.Case("synthetic_gradient_cifar");
    private readonly long _channels, _side;
    private readonly int _classes;
    private readonly Tensor _h, _labels;
    private readonly StoredJet _truth;

    public GoldenModuleTests()
    {
        var batch = _golden.GetProperty("batch").GetInt64();
        (_classes, _channels, _side) =
            (_golden.GetProperty("classes").GetInt32(), _golden.GetProperty("channels").GetInt64(), _golden.GetProperty("side").GetInt64());
        _h = GoldenNetwork.Fill([batch, _channels, _side, _side], 70);
        _labels = F.one_hot(arange(batch) % _classes, _classes).to(float64);
        var readout = new GoldenNetwork().Layer(73, _classes, _channels * _side * _side);
        var loss = new FunctionJet(z => GradientModule.LogLoss(GoldenNetwork.Linear(z[0], readout), z[1]), [_h, _labels], Graph.Detached);
        _truth = new StoredJet(loss.Value, loss.Derivative(new(1)), loss.Derivative(new(1, Argument: 1)));
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("critic", SgMethod.Critic, 0)]
    [InlineData("vfbn", SgMethod.Vfbn, 0)]
    [InlineData("sobolev", SgMethod.Sobolev, 0)]
    [InlineData("sobolev_with_label_gradient", SgMethod.Sobolev, 1)]
    public void A_model_of_the_loss_has_the_gradients_of_PyTorch(string name, SgMethod method, double labelWeight)
    {
        using var module = Build(method, labelWeight, 71, 72);
        var prediction = module.Compare(_h, _labels, _truth);
        GoldenFile.SameDigest(_golden.GetProperty("synthetic_gradient")[0], prediction.Gradient.data<double>().ToArray());
        prediction.Loss.Backward();
        SameGradients(module, $"parameter_gradients_{name}");
    }

    [Fact]
    public void Direct_prediction_has_the_gradients_of_PyTorch()
    {
        using var module = Build(SgMethod.Direct, 0, 80, 81, 82);
        var prediction = module.Compare(_h, _labels, _truth);
        GoldenFile.Same(_golden.GetProperty("direct_loss"), prediction.Loss.Total.ToDouble());
        prediction.Loss.Backward();
        SameGradients(module, "parameter_gradients_direct");
    }

    private GradientModule Build(SgMethod method, double labelWeight, params double[] salts)
    {
        var objective = new ModuleLosses(Discrepancy.AbsoluteError, 1, 1, labelWeight).ObjectiveOf(method)!;
        var module = SgModules.Build(method, objective, new ModuleInput(_channels, _side, _classes),
            new ModuleOptions { Width = 128, DirectSeesLabel = false }, new RandomStream(1, "module"));
        module.Network.to(float64);
        using var quiet = no_grad();
        foreach (var (parameter, index) in module.Network.parameters().Select((parameter, index) => (parameter, index)))
        {
            var (salt, isBias) = (salts[index / 2], index % 2 == 1);
            var fanIn = parameter.numel() / parameter.shape[0];
            parameter.copy_(isBias
                ? GoldenNetwork.Fill(parameter.shape, salt + 0.5, 0.1)
                : GoldenNetwork.Fill(parameter.shape, salt, Math.Sqrt(2.0 / fanIn)));
        }

        return module;
    }

    private void SameGradients(GradientModule module, string name)
    {
        var digests = _golden.GetProperty(name);
        Parameter[] parameters = [.. module.Network.parameters()];
        Assert.Equal(digests.GetArrayLength(), parameters.Length);
        foreach (var (digest, parameter) in digests.EnumerateArray().Zip(parameters))
            GoldenFile.SameDigest(digest, parameter.grad!.data<double>().ToArray());
    }
}
