using Sobolev.Objectives;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Objectives;

/// <summary>A stored jet answers as the function would whose tensors it stores.</summary>
public sealed class StoredJetTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = rand(4, 3, dtype: float64);
    private readonly Tensor _v = rand(4, 2, dtype: float64);
    private readonly Tensor _u = rand(4, 3, dtype: float64);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_stored_Jacobian_is_projected_like_a_function()
    {
        var function = new FunctionJet(p => stack([p.pow(3).sum(dim: 1), p.sin().prod(1)], 1), _x, Graph.Detached);
        var stored = new StoredJet(function.Value, function.Derivative(new(1)));
        Same(function, stored, new(1));
        Same(function, stored, new(1, Projection: _v));
    }

    [Fact]
    public void A_stored_Hessian_is_taken_along_a_direction_like_a_function()
    {
        var function = new FunctionJet(p => p.sin().prod(1), _x, Graph.Detached, order: 2);
        var stored = new StoredJet(function.Value, function.Derivative(new(1))) { Hessian = function.Derivative(new(2)) };
        Same(function, stored, new(2));
        Same(function, stored, new(2, Direction: _u));
    }

    [Fact]
    public void A_stored_Hessian_vector_product_is_given_back()
    {
        var product = rand(4, 3, dtype: float64);
        var stored = new StoredJet(rand(4, dtype: float64)) { HessianVector = product };
        Assert.Same(product, stored.Derivative(new(2, Direction: _u)));
    }

    [Fact]
    public void What_is_not_stored_is_said()
    {
        var stored = new StoredJet(rand(4, dtype: float64), rand(4, 3, dtype: float64));
        Assert.Contains("no gradient by argument 1",
            Assert.Throws<InvalidOperationException>(() => stored.Derivative(new(1, Argument: 1))).Message);
        Assert.Contains("no Hessian", Assert.Throws<InvalidOperationException>(() => stored.Derivative(new(2))).Message);
        Assert.Throws<InvalidOperationException>(() => stored.Derivative(new(3)));
        Assert.Throws<ArgumentException>(() => stored.Derivative(new(1, Projection: _v)));
    }

    private static void Same(FunctionJet function, StoredJet stored, DerivativeOf which)
    {
        var (expected, actual) = (function.Derivative(which), stored.Derivative(which));
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.allclose(actual, 1e-12, 1e-12));
    }
}
