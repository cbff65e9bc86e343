using Sobolev.Distillation;
using Sobolev.Models;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Distillation;

/// <summary>The parts of A3C against sums written out.</summary>
public sealed class ActorCriticTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void Returns_are_discounted_sums_that_stop_at_ends()
    {
        // two players, three steps; the second player's game ends after its second step
        var returns = new float[6];
        Returns.Discounted([1, 0, 0, 2, 3, 4], [false, false, false, true, false, false], [10, 20], 0.5, returns);
        Assert.Equal([1 + 0.5f * (0 + 0.5f * (3 + 0.5f * 10)), 0 + 0.5f * 2, 0.5f * (3 + 5), 2, 3 + 5, 4 + 10], returns);
    }

    [Fact]
    public void The_loss_is_policy_value_and_entropy_as_weighted()
    {
        using var scope = NewDisposeScope();
        double[] pi = [0.25, 0.75];
        var logPolicy = tensor(new[] { Math.Log(pi[0]), Math.Log(pi[1]) }).reshape(1, 2).requires_grad_(true);
        var value = tensor(new[] { 2.0 }).requires_grad_(true);
        var loss = ActorCritic.Loss(logPolicy, value, tensor(new long[] { 1 }), tensor(new[] { 5.0 }),
            new A3cKeys { ValueWeight = 0.5, Entropy = 0.1 });
        var entropy = -pi.Sum(p => p * Math.Log(p));
        Assert.Equal(-Math.Log(pi[1]) * 3 + 0.5 * 9 - 0.1 * entropy, loss.Total.ToDouble(), 12);
        loss.Total.backward();
        // the advantage is a constant of the policy's part: the value learns from its own part alone
        Assert.Equal(-0.5 * 2 * 3, value.grad!.ToDouble(), 12);
    }

    [Fact]
    public void RmsProp_steps_as_its_equations_say()
    {
        using var parameters = new FlatParameters([1.0, -2.0], float64, CPU);
        using var optimiser = new FlatRmsProp(parameters, 0.9, 0.01);
        double[] p = [1, -2], squares = [0, 0], gradient = [0.5, -3];
        using var given = tensor(gradient);
        for (var step = 0; step < 3; step++)
        {
            optimiser.Step(given, 0.1, scale: 0.5);
            for (var i = 0; i < 2; i++)
            {
                squares[i] = 0.9 * squares[i] + 0.1 * 0.25 * gradient[i] * gradient[i];
                p[i] -= 0.1 * 0.5 * gradient[i] / Math.Sqrt(squares[i] + 0.01);
                Assert.Equal(p[i], parameters.ToArray()[i], 12);
            }
        }
    }
}
