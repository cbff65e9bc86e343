using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

/// <summary>Gradients by pushed tangents against those by double backward, in 64 bits.</summary>
public sealed class LinearisedJetTests : IClassFixture<LoadedTorch>
{
    private const int Batch = 3, Actions = 4;

    public static TheoryData<string> Objectives => [.. _objectives.Keys];

    private static readonly Dictionary<string, SobolevObjective> _objectives = new()
    {
        ["distill"] = new(Discrepancy.KullbackLeibler, new DerivativeTerm { ProjectsOutputs = true }),
        ["weighted"] = new(Discrepancy.KullbackLeibler, new DerivativeTerm { ProjectsOutputs = true, Weight = 0.3 }) { ValueWeight = 2 },
        ["gradient alone"] = new(null, new DerivativeTerm { ProjectsOutputs = true }),
        ["norm"] = new(Discrepancy.SquaredError, new DerivativeTerm { ProjectsOutputs = true, Discrepancy = Discrepancy.Norm }),
        ["Jacobian"] = new(Discrepancy.KullbackLeibler, new DerivativeTerm()),
        ["two terms"] =
            new(null, new DerivativeTerm { ProjectsOutputs = true, Discrepancy = Discrepancy.AbsoluteError }, new DerivativeTerm()),
    };

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Loss_and_gradients_are_those_of_double_backward(string name)
    {
        using var scope = NewDisposeScope();
        using var student = Network(PolicyLayers.Student, "student");
        using var teacher = Network(PolicyLayers.Teacher, "teacher");
        var frames = Frames();
        var objective = _objectives[name];
        var target = new FunctionJet(teacher.LogPolicy, frames, Graph.Detached);
        var projections = objective.Draw(new RandomStream(3, "directions"), target.Value, frames);

        var (exact, expected) = Gradients(new FunctionJet(student.LogPolicy, frames, Graph.Trainable));
        var (loss, gradients) = Gradients(new LinearisedJet(student.Linearise, frames, order: 1));

        Assert.Equal(exact.Total, loss.Total);
        Assert.Equal(exact.Derivatives, loss.Derivatives);
        foreach (var (one, other) in gradients.Zip(expected))
            Assert.True((one - other).norm().ToDouble() <= 1e-12 * other.norm().ToDouble(),
                $"{(one - other).norm().ToDouble()} of {other.norm().ToDouble()}");

        (LossNumbers Loss, Tensor[] Gradients) Gradients(IJet model)
        {
            student.zero_grad();
            var loss = objective.Compare(model, target, projections);
            loss.Backward();
            return (loss.ToNumbers(), [.. student.parameters().Select(parameter => parameter.grad!.clone())]);
        }
    }

    [Fact]
    public void A_tangent_is_pushed_as_central_differences_say()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var student = Network(PolicyLayers.Student, "student");
        var (frames, tangent) = (Frames(), Projections.UnitVectors(new RandomStream(4, "tangent"), Frames()));
        var pushed = student.Linearise(Linearised.At(frames)).Push(tangent);
        // small enough that no rectifier switches
        const double step = 1e-6;
        var expected = (student.LogPolicy(frames + tangent * step) - student.LogPolicy(frames - tangent * step)) / (2 * step);
        Assert.True((pushed - expected).abs().max().ToDouble() < 1e-8);
    }

    [Fact]
    public void A_number_per_sample_has_its_gradient_without_a_projection()
    {
        using var scope = NewDisposeScope();
        var weight = tensor([1.0, -2.0, 0.5], requires_grad: true);
        var points = tensor([1.0, 2.0, 3.0, 0.5, 0.1, -1.0], [2, 3]);
        // f = (w x)^2, df/dx = 2 (w x) w
        Linearised F(Linearised x)
        {
            var product = (x.Value * weight).sum(dim: 1).square();
            return x.Then(product, tangent => 2 * (x.Value * weight).sum(dim: 1) * (tangent * weight).sum(dim: 1));
        }

        AssertGradientOfDoubleBackward(F, points, weight);
    }

    /// <summary>f = sum of (w x)^2 + (w x)^3 over the coordinates; a third branch is evaluated and not used.</summary>
    [Fact]
    public void A_value_may_have_several_layers_behind_it()
    {
        using var scope = NewDisposeScope();
        var weight = tensor([1.0, -2.0, 0.5], requires_grad: true);
        var points = tensor([1.0, 2.0, 3.0, 0.5, 0.1, -1.0], [2, 3]);
        Linearised F(Linearised x)
        {
            var product = x.Then(x.Value * weight, tangent => tangent * weight);
            var at = product.Value;
            var square = product.Then(at.square(), tangent => 2 * at * tangent);
            product.Then(at.exp(), tangent => at.exp() * tangent);
            return square.Plus(product.Then(at.pow(3), tangent => 3 * at.square() * tangent)).Mapped(one => one.sum(dim: 1));
        }

        AssertGradientOfDoubleBackward(F, points, weight);
    }

    [Fact]
    public void What_it_cannot_give_is_refused()
    {
        using var scope = NewDisposeScope();
        LinearisedJet Jet(int order) => new(x => x, ones(2, 3), order);
        Assert.Throws<ArgumentOutOfRangeException>(() => Jet(2));
        Assert.Throws<InvalidOperationException>(() => Jet(0).Derivative(new(1, Projection: ones(2, 3))));
        Assert.Throws<InvalidOperationException>(() => Jet(1).Derivative(new(2, Projection: ones(2, 3))));
        Assert.Throws<InvalidOperationException>(() => Jet(1).Derivative(new(1, Argument: 1, Projection: ones(2, 3))));
    }

    [Fact]
    public void The_backward_pass_spends_it()
    {
        using var scope = NewDisposeScope();
        using var student = Network(PolicyLayers.Student, "student");
        var model = new LinearisedJet(student.Linearise, Frames(), order: 1);
        var objective = new SobolevObjective(null, new DerivativeTerm { ProjectsOutputs = true, Discrepancy = Discrepancy.OwnValue });
        objective.Compare(model, model, new Projections(ones(Batch, Actions, float64))).Backward();
        Assert.Throws<InvalidOperationException>(() => model.Derivative(new(1, Projection: ones(Batch, Actions, float64))));
    }

    [Fact]
    public void An_update_leaves_no_tensor_alive()
    {
        using var student = Network(PolicyLayers.Student, "student");
        using var parameters = FlatParameters.Of(student);
        using var frames = Frames();
        using var v = ones(Batch, Actions, float64);
        using var target = new DisposableTarget();
        void Update()
        {
            using var scope = NewDisposeScope();
            parameters.Zero();
            _objectives["distill"]
                .Compare(new LinearisedJet(student.Linearise, frames, order: 1), target.Jet, new Projections(v)).Backward();
        }

        Update();
        DisposeScopeManager.Statistics.Reset();
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            Update();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>Value and gradient at two points are to be zero and one; the weight's gradient is that of two backward passes.</summary>
    private static void AssertGradientOfDoubleBackward(Func<Linearised, Linearised> function, Tensor points, Tensor weight)
    {
        var objective = new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm());
        var target = new StoredJet(zeros(2, float64), ones(2, 3, float64));
        objective.Compare(new FunctionJet(x => function(Linearised.At(x)).Value, points, Graph.Trainable), target).Backward();
        var expected = weight.grad!.clone();
        weight.grad = null;
        objective.Compare(new LinearisedJet(function, points, order: 1), target).Backward();
        Assert.True(allclose(weight.grad!, expected, rtol: 1e-12));
    }

    private static PolicyNetwork Network(PolicyLayers layers, string name)
    {
        var network = new PolicyNetwork(layers, Actions);
        HeWeights.Draw(network, new RandomStream(1, name));
        network.to(float64);
        return network;
    }

    private static Tensor Frames() =>
        Projections.UnitVectors(new RandomStream(2, "frames"),
            ones(Batch, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side, float64)) * 50;

    private sealed class DisposableTarget : IDisposable
    {
        private readonly Tensor _value = zeros(Batch, Actions, float64);
        private readonly Tensor _gradient = zeros([Batch, Actions, PolicyLayers.History, PolicyLayers.Side, PolicyLayers.Side], float64);

        public StoredJet Jet => new(_value, _gradient);

        public void Dispose()
        {
            _value.Dispose();
            _gradient.Dispose();
        }
    }
}
