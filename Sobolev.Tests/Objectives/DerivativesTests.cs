using System.Runtime.InteropServices;
using Sobolev.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

public sealed class DerivativesTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_gradient_of_a_cubic_is_its_parabola()
    {
        using var x = tensor(new[] { -1.0, 0.5, 2.0 }).requires_grad_(true);
        Assert.Equal([3.0, 0.75, 12.0], Derivatives.Gradient(x.pow(3), x, weights: null, createGraph: false).data<double>());
    }

    [Fact]
    public void Weights_take_the_place_of_ones()
    {
        using var x = tensor(new[] { 1.0, 2.0 }).requires_grad_(true);
        Assert.Equal([10.0, -4.0], Derivatives.Gradient(x.square(), x, tensor([5.0, -1.0]), createGraph: false).data<double>());
    }

    [Fact]
    public void What_does_not_depend_on_the_point_has_gradient_zero()
    {
        using var x = ones(2, 3, dtype: float64).requires_grad_(true);
        using var other = ones(2, dtype: float64).requires_grad_(true);
        foreach (var output in new[] { other * 2, ones(2, dtype: float64) })
        {
            var gradient = Derivatives.Gradient(output, x, weights: null, createGraph: true);
            Assert.Equal(new double[6], gradient.data<double>());
            Assert.Equal([2L, 3], gradient.shape);
        }
    }

    [Fact]
    public void An_inner_tensor_is_a_point_as_a_leaf_is()
    {
        using var x = tensor(new[] { 1.0, 2.0 }).requires_grad_(true);
        var square = x.square();
        var cube = square * x;
        Assert.Equal([1.0, 2.0], Derivatives.Gradient(cube, square, null, createGraph: true).data<double>());
        Assert.Equal([3.0, 12.0], Derivatives.Gradient(cube, x, null, createGraph: true).data<double>());
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_gradient_is_not_added_to_another_nor_left_behind()
    {
        using var x = tensor(new[] { 3.0 }).requires_grad_(true);
        x.square().backward();
        var cube = x.pow(3);
        for (var i = 0; i < 2; i++)
        {
            var first = Derivatives.Gradient(cube, x, null, createGraph: true);
            Assert.Equal([27.0], first.data<double>());
            Assert.Equal([18.0], Derivatives.HessianVector(first, x, ones(1, dtype: float64), createGraph: false).data<double>());
        }

        // gradients of another backward pass stay
        Assert.Equal([6.0], x.grad!.data<double>());
    }

    [Fact]
    public void A_parameter_that_the_output_depends_on_too_gets_nothing()
    {
        using var x = tensor(new[] { 3.0 }).requires_grad_(true);
        using var weight = tensor(new[] { 2.0 }).requires_grad_(true);
        Assert.Equal([2.0], Derivatives.Gradient(weight * x, x, null, createGraph: true).data<double>());
        Assert.Null(weight.grad);
    }

    [Fact]
    public void Several_threads_differentiate_each_by_its_own_point()
    {
        using var weight = tensor(new[] { 2.0 }).requires_grad_(true);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var scope = NewDisposeScope();
            var x = tensor(new[] { (double)i }).requires_grad_(true);
            var gradient = Derivatives.Gradient(weight * x.square(), x, null, createGraph: true);
            Assert.Equal([4.0 * i], gradient.data<double>());
        });
        Assert.Null(weight.grad);
    }

    /// <summary>In a call that TorchSharp does not guard this would end the process of the tests.</summary>
    [Fact]
    public void A_native_error_is_an_exception_and_leaves_the_point_as_it_was()
    {
        using var x = tensor(new[] { 1.0, 2.0 }).requires_grad_(true);
        var y = x.exp();
        y.sum().backward();
        var before = x.grad!.data<double>().ToArray();
        Assert.Contains("second time",
            Assert.Throws<ExternalException>(() => Derivatives.Gradient(y, x, null, createGraph: false)).Message);
        Assert.Equal(before, x.grad!.data<double>().ToArray());
    }

    [Fact]
    public void What_libtorch_would_take_in_another_sense_is_refused()
    {
        var x = ones(2, dtype: float64).requires_grad_(true);
        var y = x.square();
        Assert.Throws<ArgumentException>(() => Derivatives.Gradient(y, x.detach(), null, false));
        Assert.Throws<ArgumentException>(() => Derivatives.Gradient(y, x, ones(3, dtype: float64), false));
        Assert.Throws<ArgumentException>(() => Derivatives.Gradient(y, x, ones(2, dtype: float32), false));
        using (no_grad())
            Assert.Throws<InvalidOperationException>(() => Derivatives.Gradient(y, x, null, false));
        using (inference_mode())
            Assert.Throws<InvalidOperationException>(() => Derivatives.Gradient(y, x, null, false));
        y.Dispose();
        Assert.Throws<InvalidOperationException>(() => Derivatives.Gradient(y, x, null, false));
    }
}
