using CsCheck;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

public sealed class FunctionJetTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // f(x) = (sin(a.x) exp(b.x), cos(b.x)) of a point of three coordinates: smooth, with mixed second derivatives.
    private static Tensor Waves(Tensor x)
    {
        var (a, b) = (x.matmul(tensor([0.7, -0.4, 1.1])), x.matmul(tensor([0.3, 0.8, -0.5])));
        return stack([a.sin() * b.exp(), b.cos()], 1);
    }

    [Fact]
    public void Gradients_and_Hessian_vector_products_agree_with_central_differences() =>
        Gen.Long.Sample(
            seed =>
            {
                using var scope = NewDisposeScope();
                var rng = new RandomStream(seed, "test");
                var x = tensor(Enumerable.Range(0, 12).Select(_ => rng.NextUniform(-1, 1)).ToArray(), [4, 3]);
                var (v, u) = (Projections.UnitVectors(rng, ones(4, 2, dtype: float64)), Projections.UnitVectors(rng, x));
                var jet = new FunctionJet(Waves, x, Graph.Trainable, order: 2);

                var gradient = jet.Derivative(new(1, Projection: v));
                Close(Along(p => (Waves(p) * v).sum(dim: 1), x, u), (gradient * u).sum(dim: 1), 1e-8);

                Tensor GradientAt(Tensor p) => new FunctionJet(Waves, p, Graph.Detached).Derivative(new(1, Projection: v));
                Close(Along(GradientAt, x, u), jet.Derivative(new(2, Projection: v, Direction: u)), 1e-8);
            },
            iter: 20);

    [Fact]
    public void A_projected_gradient_is_the_Jacobian_projected()
    {
        var x = tensor(new[] { 0.1, 0.2, 0.3, -0.4, 0.5, 0.6 }, [2, 3]);
        var v = tensor(new[] { 0.6, 0.8, 1.0, 0.0 }, [2, 2]);
        var jet = new FunctionJet(Waves, x, Graph.Detached);
        var jacobian = jet.Derivative(new(1));
        Assert.Equal([2L, 2, 3], jacobian.shape);
        Close((jacobian * v.unsqueeze(2)).sum(dim: 1), jet.Derivative(new(1, Projection: v)), 1e-14);
    }

    [Fact]
    public void A_Hessian_vector_product_is_the_Hessian_times_the_vector()
    {
        var x = tensor(new[] { 0.1, 0.2, 0.3, -0.4, 0.5, 0.6 }, [2, 3]);
        var u = tensor(new[] { 1.0, 2, 3, 4, 5, 6 }, [2, 3]);
        var jet = new FunctionJet(p => Waves(p).select(1, 0), x, Graph.Detached, order: 2);
        var hessian = jet.Derivative(new(2));
        Assert.Equal([2L, 3, 3], hessian.shape);
        Close(hessian, hessian.transpose(1, 2), 1e-14);
        Close(hessian.matmul(u.unsqueeze(2)).squeeze(2), jet.Derivative(new(2, Direction: u)), 1e-13);
    }

    [Fact]
    public void Points_of_any_shape_keep_it()
    {
        var x = rand(2, 3, 4, 5, dtype: float64);
        var jet = new FunctionJet(p => p.pow(3).flatten(1).sum(dim: 1), x, Graph.Detached, order: 2);
        Close(3 * x.square(), jet.Derivative(new(1)), 1e-14);
        Close(6 * x * x, jet.Derivative(new(2, Direction: x)), 1e-13);
    }

    [Fact]
    public void Every_argument_has_its_gradient()
    {
        var (h, y) = (rand(3, 4, dtype: float64), rand(3, 4, dtype: float64));
        var jet = new FunctionJet(z => (z[0].square() * z[1]).sum(dim: 1), [h, y], Graph.Detached);
        Close(2 * h * y, jet.Derivative(new(1, Argument: 0)), 1e-14);
        Close(h.square(), jet.Derivative(new(1, Argument: 1)), 1e-14);
    }

    [Fact]
    public void A_piecewise_linear_function_has_second_derivative_zero()
    {
        var jet = new FunctionJet(p => (p.relu() * 3).sum(dim: 1), tensor(new[] { -1.0, 2.0 }, [1, 2]), Graph.Trainable, order: 2);
        Assert.Equal([0.0, 3.0], jet.Derivative(new(1)).data<double>());
        Assert.Equal(new double[4], jet.Derivative(new(2)).data<double>());
    }

    [Fact]
    public void Detached_jets_give_no_gradient_to_their_parameters()
    {
        var weight = ones(3, dtype: float64).requires_grad_(true);
        var x = rand(2, 3, dtype: float64).requires_grad_(true);
        var jet = new FunctionJet(p => p.square().matmul(weight), x, Graph.Detached, order: 2);
        foreach (var tensor in new[] { jet.Value, jet.Derivative(new(1)), jet.Derivative(new(2)) })
            Assert.False(tensor.requires_grad);
        Assert.Null(weight.grad);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_trainable_jet_trains_parameters_and_leaves_its_points_alone()
    {
        var weight = ones(3, dtype: float64).requires_grad_(true);
        var x = rand(2, 3, dtype: float64).requires_grad_(true);
        new FunctionJet(p => p.square().matmul(weight), x, Graph.Trainable).Derivative(new(1)).sum().backward();
        // d/dw of sum 2 x w
        Close((2 * x).sum(dim: 0).detach(), weight.grad!, 1e-14);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_detached_jet_differentiates_where_gradients_are_off()
    {
        using var mode = no_grad();
        var jet = new FunctionJet(p => p.square().sum(dim: 1), ones(2, 2, dtype: float64), Graph.Detached);
        Assert.Equal([2.0, 2, 2, 2], jet.Derivative(new(1)).data<double>());
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void A_jet_of_order_zero_makes_no_graph_and_says_so()
    {
        var weight = ones(2, dtype: float64).requires_grad_(true);
        var jet = new FunctionJet(p => p.matmul(weight), ones(2, 2, dtype: float64), Graph.Detached, order: 0);
        Assert.Equal([2.0, 2.0], jet.Value.data<double>());
        Assert.Contains("order 1 was requested from a jet of order 0",
            Assert.Throws<InvalidOperationException>(() => jet.Derivative(new(1))).Message);
    }

    [Fact]
    public void A_function_that_mixes_samples_into_one_number_is_refused()
    {
        var jet = new FunctionJet(p => p.sum(), ones(2, 2), Graph.Trainable);
        Assert.Throws<ArgumentException>(() => jet.Value);
    }

    // (f(x + h u) - f(x - h u)) / 2h
    private static Tensor Along(Func<Tensor, Tensor> f, Tensor x, Tensor u)
    {
        const double H = 1e-5;
        return (f(x + H * u) - f(x - H * u)) / (2 * H);
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().ToDouble() < tolerance, $"differ by {(expected - actual).abs().max().ToDouble():E2}");
    }
}
