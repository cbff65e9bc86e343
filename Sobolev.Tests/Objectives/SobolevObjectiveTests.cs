using CsCheck;
using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Torch;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

public sealed class SobolevObjectiveTests : IClassFixture<LoadedTorch>
{
    private static readonly SobolevObjective _everything = new(
        Discrepancy.SquaredError,
        new DerivativeTerm(),
        new DerivativeTerm { ProjectsOutputs = true, Discrepancy = Discrepancy.Norm },
        new DerivativeTerm { Order = 2, ProjectsOutputs = true, TakesDirection = true, Discrepancy = Discrepancy.AbsoluteError },
        new DerivativeTerm { Order = 2, ProjectsOutputs = true });

    [Fact]
    public void Equal_jets_cost_nothing_and_move_nothing() =>
        Gen.Select(Gen.Long, Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3]).Sample(
            (seed, batch, inputs, outputs) =>
            {
                using var scope = NewDisposeScope();
                var rng = new RandomStream(seed, "test");
                using var network = Network(rng, inputs, outputs);
                var x = Projections.UnitVectors(rng, ones(batch, inputs, dtype: float64));
                var model = new FunctionJet(network.forward, x, Graph.Trainable, _everything.Order);
                var loss = _everything.Compare(
                    model, new FunctionJet(network.forward, x, Graph.Detached, _everything.Order), _everything.Draw(rng, model.Value, x));
                loss.Backward();
                var numbers = loss.ToNumbers();
                Assert.Equal(0, numbers.Total);
                Assert.Equal([0.0, 0, 0, 0], numbers.Derivatives);
                Assert.All(network.Parameters.Gradients.data<double>(), gradient => Assert.Equal(0, gradient));
            },
            iter: 20);

    [Fact]
    public void Weights_multiply_terms() =>
        Gen.Select(Gen.Double[0, 10], Gen.Double[0, 10], Gen.Double[0, 10]).Sample(
            (values, first, second) =>
            {
                using var scope = NewDisposeScope();
                var (model, target) =
                    (new StoredJet(tensor([1.0, 3.0]), tensor([2.0, 4.0])), new StoredJet(tensor([0.0, 0.0]), tensor([1.0, 1.0])));
                var loss = new SobolevObjective(
                    Discrepancy.SquaredError,
                    new DerivativeTerm { Weight = first },
                    new DerivativeTerm { Weight = second, Discrepancy = Discrepancy.AbsoluteError })
                { ValueWeight = values }.Compare(model, target).ToNumbers();
                Assert.Equal(5, loss.Value); // (1 + 9) / 2
                Assert.Equal([5.0, 2.0], loss.Derivatives); // (1 + 9) / 2, (1 + 3) / 2
                Assert.Equal(values * 5 + first * 5 + second * 2, loss.Total, 1e-12);
            },
            iter: 50);

    [Fact]
    public void The_gradient_of_a_second_order_loss_agrees_with_central_differences()
    {
        using var scope = NewDisposeScope();
        var rng = new RandomStream(3, "test");
        using var network = Network(rng, inputs: 2, outputs: 2);
        var x = Projections.UnitVectors(rng, ones(5, 2, dtype: float64));
        var target = new FunctionJet(p => (p * p).flip(1), x, Graph.Detached, order: 2);
        var projections = _everything.Draw(rng, target.Value, x);
        SobolevLoss Loss() => _everything.Compare(new FunctionJet(network.forward, x, Graph.Trainable, 2), target, projections);

        Loss().Backward();
        var gradients = network.Parameters.Gradients.data<double>().ToArray();
        var parameters = network.Parameters.ToArray();
        for (var i = 0; i < parameters.Length; i += 7)
        {
            double At(double step)
            {
                using var inner = NewDisposeScope();
                network.Parameters.Load([.. parameters[..i], parameters[i] + step, .. parameters[(i + 1)..]]);
                return Loss().ToNumbers().Total;
            }

            Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, gradients[i], 1e-6);
        }
    }

    [Fact]
    public void A_projection_that_is_not_given_is_asked_for()
    {
        using var scope = NewDisposeScope();
        var jet = new FunctionJet(p => p.square(), ones(2, 2), Graph.Trainable, order: 2);
        Assert.Throws<ArgumentException>(() => new SobolevObjective(null, new DerivativeTerm { ProjectsOutputs = true }).Compare(jet, jet));
        var alongDirection = new DerivativeTerm { Order = 2, ProjectsOutputs = true, TakesDirection = true };
        Assert.Throws<ArgumentException>(() => new SobolevObjective(null, alongDirection).Compare(jet, jet, new Projections(ones(2, 2))));
    }

    [Fact]
    public void Only_what_the_terms_need_is_drawn()
    {
        using var scope = NewDisposeScope();
        var rng = new RandomStream(5, "projections");
        var (value, x) = (ones(3, 4), ones(3, 2, 2));
        var before = rng.State;
        var none = new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm()).Draw(rng, value, x);
        Assert.Null(none.Output);
        Assert.Equal(before, rng.State);

        var all = _everything.Draw(rng, value, x);
        foreach (var (vectors, like) in new[] { (all.Output!, value), (all.Directions[0]!, x) })
        {
            Assert.Equal(like.shape, vectors.shape);
            Assert.Equal(like.dtype, vectors.dtype);
            Assert.All(vectors.flatten(1).square().sum(dim: 1).data<float>(), length => Assert.Equal(1, length, 1e-5));
        }
    }

    [Fact]
    public void A_value_that_does_not_read_the_target_does_not_evaluate_it()
    {
        using var scope = NewDisposeScope();
        var target = new FunctionJet(Tensor (_) => throw new InvalidOperationException("evaluated"), ones(2, 1), Graph.Detached);
        var model = new StoredJet(tensor([1.0, 2.0]));
        Assert.Equal(1.5, new SobolevObjective(Discrepancy.OwnValue).Compare(model, target).ToNumbers().Total);
    }

    [Fact]
    public void An_objective_that_compares_nothing_is_refused()
    {
        var jet = new StoredJet(ones(1));
        Assert.Throws<InvalidOperationException>(() => new SobolevObjective(null).Compare(jet, jet));
    }

    [Fact]
    public void A_jet_whose_graph_is_freed_refuses_further_derivatives()
    {
        using var scope = NewDisposeScope();
        var model = new FunctionJet(p => p.square().sum(dim: 1), ones(2, 2), Graph.Trainable);
        new SobolevObjective(null, new DerivativeTerm()).Compare(model, new StoredJet(zeros(2), zeros(2, 2))).Backward();
        Assert.Throws<InvalidOperationException>(() => model.Derivative(new(1, Projection: ones(2))));
    }

    [Fact]
    public void A_step_leaves_no_tensor_alive()
    {
        var rng = new RandomStream(1, "test");
        using var network = Network(rng, inputs: 2, outputs: 2);
        using var adam = new FlatAdam(network.Parameters, 1e-3);
        using var x = rand(6, 2, dtype: float64);

        void Step()
        {
            using var scope = NewDisposeScope();
            network.Parameters.Zero();
            var model = new FunctionJet(network.forward, x, Graph.Trainable, _everything.Order);
            var target = new FunctionJet(p => p * p, x, Graph.Detached, _everything.Order);
            var loss = _everything.Compare(model, target, _everything.Draw(rng, model.Value, x));
            loss.Backward();
            adam.Step();
        }

        Step();
        DisposeScopeManager.Statistics.Reset();
        var (live, outside) = (DisposeScopeManager.Statistics.ThreadTotalLiveCount, Outside());
        for (var i = 0; i < 20; i++)
            Step();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(outside, Outside());

        static long Outside() =>
            DisposeScopeManager.Statistics.CreatedOutsideScopeCount - DisposeScopeManager.Statistics.DisposedOutsideScopeCount;
    }

    private static Mlp Network(RandomStream rng, int inputs, int outputs)
    {
        var shape = new MlpShape(inputs, [5, 4], outputs, Activation.Tanh);
        return new Mlp(shape, InitialWeights.Draw(shape, Initialisation.Glorot, rng), float64, ComputeDevice.Cpu);
    }
}
