using Sobolev.Models;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

/// <summary>Steps of one kernel, on the processor, beside those that the processor uses.</summary>
public sealed class FusedStepsTests : IClassFixture<LoadedTorch>, IDisposable
{
    private const int Count = 1000;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.9, 0.999, 1e-8)]
    [InlineData(0.5, 0.9, 1e-3)]
    public void Adam_is_FlatAdam(double first, double second, double epsilon)
    {
        using var parameters = Parameters();
        using var adam = new FlatAdam(parameters, 0.01, first, second, epsilon);
        var (values, moments) = (parameters.Values.clone(), (First: zeros_like(parameters.Values), Second: zeros_like(parameters.Values)));
        for (var step = 1; step <= 30; step++)
        {
            var gradients = randn(Count, dtype: float64);
            adam.LearningRate = 0.01 / step;
            adam.Step(gradients);
            FusedSteps.Adam((values, gradients, moments.First, moments.Second), step, 0.01 / step, (first, second), epsilon);
        }

        AssertNear(parameters.Values, values);
        AssertNear(adam.FirstMoment, moments.First);
        AssertNear(adam.SecondMoment, moments.Second);
    }

    [Theory]
    [InlineData(0.9, 5e-4)]
    [InlineData(0, 0)]
    public void Gradient_descent_is_FlatSgd(double momentum, double decay)
    {
        using var parameters = Parameters();
        using var sgd = new FlatSgd(parameters, momentum, decay);
        var (values, velocity) = (parameters.Values.clone(), zeros_like(parameters.Values));
        for (var step = 1; step <= 30; step++)
        {
            var gradients = randn(Count, dtype: float64);
            parameters.Gradients.copy_(gradients);
            sgd.Step(0.1 / step);
            FusedSteps.Sgd((values, gradients, velocity), 0.1 / step, momentum, decay);
        }

        AssertNear(parameters.Values, values);
        if (momentum > 0)
            AssertNear(sgd.Velocity, velocity);
    }

    private static FlatParameters Parameters() =>
        new([.. Enumerable.Range(0, Count).Select(i => Math.Sin(i))], ScalarType.Float64, CPU);

    private static void AssertNear(Tensor expected, Tensor actual) =>
        Assert.InRange(((actual - expected).abs().max() / expected.abs().max()).ToDouble(), 0, 1e-12);
}
