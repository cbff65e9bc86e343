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

    // Each of these would end the process if it reached libtorch.
    [Fact]
    public void What_libtorch_would_not_survive_is_refused()
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
