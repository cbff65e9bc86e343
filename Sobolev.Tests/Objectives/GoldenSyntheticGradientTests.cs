using System.Text.Json;
using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.Objectives;

/// <summary>The `sg` rows: a model of the loss m(h, y) against the true loss and its gradients by h and y; and direct prediction.</summary>
public sealed class GoldenSyntheticGradientTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly DerivativeTerm _byActivations = new() { Discrepancy = Discrepancy.AbsoluteError };
    private static readonly DerivativeTerm _byLabels = new() { Discrepancy = Discrepancy.AbsoluteError, Argument = 1 };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly JsonElement _golden = GoldenFile.Case("synthetic_gradient_cifar");
    private readonly long _classes, _channels, _side;
    private readonly Tensor _h, _labels;
    private readonly FunctionJet _truth;

    public GoldenSyntheticGradientTests()
    {
        var batch = _golden.GetProperty("batch").GetInt64();
        (_classes, _channels, _side) =
            (_golden.GetProperty("classes").GetInt64(), _golden.GetProperty("channels").GetInt64(), _golden.GetProperty("side").GetInt64());
        _h = GoldenNetwork.Fill([batch, _channels, _side, _side], 70);
        _labels = F.one_hot(arange(batch) % _classes, _classes).to(float64);
        var readout = new GoldenNetwork().Layer(73, _classes, _channels * _side * _side);
        _truth = new FunctionJet(z => LogLoss(GoldenNetwork.Linear(z[0], readout), z[1]), [_h, _labels], Graph.Detached);
    }

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string> Methods => ["critic", "vfbn", "sobolev", "sobolev_with_label_gradient"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_is_the_objective_with_terms_left_out(string method)
    {
        var objective = method switch
        {
            "critic" => new SobolevObjective(Discrepancy.AbsoluteError),
            "vfbn" => new SobolevObjective(Value: null, _byActivations),
            "sobolev" => new SobolevObjective(Discrepancy.AbsoluteError, _byActivations),
            _ => new SobolevObjective(Discrepancy.AbsoluteError, _byActivations, _byLabels),
        };
        var network = new GoldenNetwork();
        var (conv, head) = (network.Layer(71, 128, _channels, 3, 3), network.Layer(72, _classes, 128 * _side * _side));
        Tensor LossModel(IReadOnlyList<Tensor> z) =>
            LogLoss(GoldenNetwork.Linear(F.relu(GoldenNetwork.Conv(z[0], conv, padding: 1)), head), z[1]);

        var loss = objective.Compare(new FunctionJet(LossModel, [_h, _labels], Graph.Trainable, objective.Order), _truth);

        if (objective.Value is not null)
            GoldenFile.Same(_golden.GetProperty("value_loss"), loss.Value!.ToDouble());
        foreach (var (expected, derivative) in new[] { "gradient_loss", "label_gradient_loss" }.Zip(loss.Derivatives))
            GoldenFile.Same(_golden.GetProperty(expected), derivative.ToDouble());
        network.SameGradients(_golden.GetProperty($"parameter_gradients_{method}"), loss);
    }

    [Fact]
    public void The_true_gradient_is_that_of_PyTorch() =>
        GoldenFile.SameDigest(_golden.GetProperty("true_gradient")[0], _truth.Derivative(new(1)).data<double>().ToArray());

    [Fact]
    public void Direct_prediction_has_the_gradient_as_its_value()
    {
        var network = new GoldenNetwork();
        var layers =
            new[] { network.Layer(80, 128, _channels, 3, 3), network.Layer(81, 128, 128, 3, 3), network.Layer(82, _channels, 128, 3, 3) };
        Tensor Direct(Tensor z) =>
            GoldenNetwork.Conv(F.relu(GoldenNetwork.Conv(F.relu(GoldenNetwork.Conv(z, layers[0], padding: 1)), layers[1], padding: 1)),
                layers[2], padding: 1);

        var loss = new SobolevObjective(Discrepancy.AbsoluteError).Compare(
            new FunctionJet(Direct, _h, Graph.Trainable, order: 0), new StoredJet(_truth.Derivative(new(1))));

        GoldenFile.Same(_golden.GetProperty("direct_loss"), loss.Total.ToDouble());
        network.SameGradients(_golden.GetProperty("parameter_gradients_direct"), loss);
    }

    // per sample: - sum_c y_c log p_c
    private static Tensor LogLoss(Tensor logits, Tensor labels) => -(labels * F.log_softmax(logits, 1)).sum(dim: 1);
}
