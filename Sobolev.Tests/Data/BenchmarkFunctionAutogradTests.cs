using Sobolev.Data;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Data;

/// <summary>The closed-form gradients against autograd of formulas written a second time, in tensors.</summary>
public sealed class BenchmarkFunctionAutogradTests
{
    private const int Points = 1000;

    public static TheoryData<string> Names => [.. BenchmarkFunctions.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_match_autograd(string name)
    {
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        var samples = FunctionSamples.Uniform(BenchmarkFunctions.Named(name), Points, new RandomStream(11, name));
        var jet = new FunctionJet(points => Formula(name, points.select(1, 0), points.select(1, 1)),
            tensor(samples.Points, [Points, 2]), Graph.Detached);
        AssertClose(samples.Values, jet.Value);
        AssertClose(samples.Jacobians, jet.Derivative(new DerivativeOf(1)));
    }

    private static Tensor Formula(string name, Tensor x, Tensor y) => name switch
    {
        "ackley" => -20 * exp(-0.2 * sqrt(0.5 * (x.square() + y.square())))
            - exp(0.5 * (cos(2 * Math.PI * x) + cos(2 * Math.PI * y))) + Math.E + 20,
        "beale" => (1.5 - x + x * y).square() + (2.25 - x + x * y.pow(2)).square() + (2.625 - x + x * y.pow(3)).square(),
        "booth" => (x + 2 * y - 7).square() + (2 * x + y - 5).square(),
        "bukin" => 100 * sqrt(abs(y - 0.01 * x.square())) + 0.01 * abs(x + 10),
        "mccormick" => sin(x + y) + (x - y).square() - 1.5 * x + 2.5 * y + 1,
        "rosenbrock" => 100 * (y - x.square()).square() + (x - 1).square(),
        "styblinski-tang" => 0.5 * (x.pow(4) - 16 * x.square() + 5 * x + y.pow(4) - 16 * y.square() + 5 * y),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static void AssertClose(double[] written, Tensor automatic)
    {
        var numbers = automatic.data<double>().ToArray();
        Assert.Equal(written.Length, numbers.Length);
        Assert.All(written.Zip(numbers),
            pair => Assert.InRange(pair.First - pair.Second, -1e-9 * (1 + Math.Abs(pair.First)), 1e-9 * (1 + Math.Abs(pair.First))));
    }
}
