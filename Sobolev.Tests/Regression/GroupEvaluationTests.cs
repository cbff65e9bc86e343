using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Regression;

/// <summary>Evaluations of a group, one batch for all its networks, beside those of separate trials.</summary>
public sealed class GroupEvaluationTests : IClassFixture<LoadedTorch>
{
    private static readonly RegressConfig _config = new()
    {
        Functions = ["rosenbrock", "booth", "beale"],
        Methods = [RegressMethod.Sobolev],
        Samples = [9],
        // more than a batch has of each network, and no multiple of it
        TestSamples = 1100,
        Network = new() { Hidden = [7, 6], Activation = Activation.Tanh },
        Optimiser = new() { LearningRate = 1e-3 },
        Engine = Engine.Libtorch,
        Group = 3,
        Device = "cpu",
    };

    /// <summary>Separate trials have another network, of linear layers or in managed code.</summary>
    [Theory]
    [InlineData(Engine.Libtorch, Precision.Float64, 1e-11)]
    [InlineData(Engine.Managed, Precision.Float64, 1e-11)]
    [InlineData(Engine.Libtorch, Precision.Float32, 1e-5)]
    public void A_group_finds_the_errors_that_its_trials_would_find(Engine engine, Precision precision, double tolerance)
    {
        var experiment = new RegressExperiment(_config with { Precision = precision });
        var separate = new RegressExperiment(_config with { Precision = precision, Engine = engine, Group = 0 });
        using var group = experiment.Build(experiment.Plan());
        ITrial[] alone = [.. separate.Plan().Select(separate.Build)];
        for (var updates = 0; updates < 3; updates++)
        {
            int[] members = updates == 1 ? [2, 0] : [0, 1, 2];
            foreach (var (member, row) in members.Zip(group.Evaluate(members)))
            {
                foreach (var (expected, actual) in alone[member].Evaluate().Zip(row))
                    Assert.InRange(actual / expected, 1 - tolerance, 1 + tolerance);
            }

            group.Advance();
            foreach (var trial in alone)
                trial.Advance();
        }

        foreach (var trial in alone)
            trial.Dispose();
    }

    [Fact]
    public void A_network_that_has_diverged_does_not_touch_the_others()
    {
        var experiment = new RegressExperiment(_config);
        using var group = experiment.Build(experiment.Plan());
        using var lost = experiment.Build(experiment.Plan());
        var state = new Sobolev.State.TrialState();
        lost.Members[1].Save(state);
        state.Put("parameters", state.Values<double>("parameters").Select(_ => double.NaN).ToArray());
        lost.Members[1].Load(state);
        var rows = lost.Evaluate([0, 1, 2]);
        Assert.All(rows[1], number => Assert.Equal(double.NaN, number));
        Assert.Equal(group.Evaluate([0, 2]), [rows[0], rows[2]]);
    }
}
