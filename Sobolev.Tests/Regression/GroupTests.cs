using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Regression;

/// <summary>Trials as one batched network are the trials one by one.</summary>
[Trait("Speed", "Slow")]
public sealed class GroupTests : IClassFixture<LoadedTorch>
{
    private static readonly RegressConfig _config = new()
    {
        Functions = ["rosenbrock", "booth"],
        Samples = [8],
        Seeds = 2,
        TestSamples = 50,
        Network = new NetworkOptions { Hidden = [7, 6], Activation = Sobolev.Kernels.Activation.Tanh },
        Optimiser = new OptimiserOptions { LearningRate = 1e-3, Schedule = Schedule.Cosine },
        Precision = Precision.Float64,
        Engine = Engine.Libtorch,
        Updates = 300,
        Group = 4,
        Device = "cpu",
    };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(0, 2)]
    public void Trials_in_a_group_train_as_they_would_alone(int batchSize, int order)
    {
        var experiment = new RegressExperiment(
            _config with { BatchSize = batchSize, Objective = new ObjectiveOptions { Order = order, RandomProjection = true } });
        var sobolev = experiment.Groups(experiment.Plan()).Single(group => group[0].KeyAs<RegressKey>().Method == RegressMethod.Sobolev);
        Assert.Equal(4, sobolev.Count);
        using var group = experiment.Build(sobolev);
        ITrial[] alone = [.. sobolev.Select(experiment.Build)];
        for (var step = 0; step < 200; step++)
        {
            var together = group.Advance();
            foreach (var (trial, loss) in alone.Zip(together))
                Assert.Equal(1, loss / trial.Advance(), 1e-9);
        }

        foreach (var (trial, member) in alone.Zip(group.Members))
        {
            Assert.Equal(trial.Step, member.Step);
            foreach (var (expected, actual) in trial.Evaluate().Zip(member.Evaluate()))
                Assert.Equal(1, actual / expected, 1e-9);
            trial.Dispose();
        }
    }

    [Fact]
    public void Regular_and_Sobolev_trials_are_in_different_groups()
    {
        var experiment = new RegressExperiment(_config with { Samples = [8, 9], Group = 3 });
        var groups = experiment.Groups(experiment.Plan());
        Assert.All(groups, group => Assert.Single(group.Select(plan => plan.KeyAs<RegressKey>() with { Function = "" }).Distinct()));
        // four trials of a kind in even parts, each at most three
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 2], groups.Select(group => group.Count));
        Assert.Equal(experiment.Plan().Select(plan => plan.Name).Order(),
            groups.SelectMany(group => group).Select(plan => plan.Name).Order());
    }

    [Fact]
    public void A_member_that_diverges_leaves_the_others_as_they_are()
    {
        var experiment = new RegressExperiment(_config);
        var plans = experiment.Groups(experiment.Plan())[0];
        using var whole = experiment.Build(plans);
        using var broken = experiment.Build(plans);
        var state = new TrialState();
        broken.Members[1].Save(state);
        state.Put<double>("parameters", [.. state.Values<double>("parameters").Select(_ => double.NaN)]);
        broken.Members[1].Load(state);
        for (var step = 0; step < 20; step++)
        {
            var (expected, actual) = (whole.Advance(), broken.Advance());
            Assert.True(double.IsNaN(actual[1]));
            Assert.Equal([expected[0], expected[2], expected[3]], [actual[0], actual[2], actual[3]]);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_group_of_fewer_goes_on_with_the_same_numbers(int members)
    {
        // after a kill or a divergence the members at one step are a separate group
        var experiment =
            new RegressExperiment(_config with { Precision = Precision.Float32, Network = new NetworkOptions { Hidden = [64, 64] } });
        var plans = experiment.Groups(experiment.Plan())[0];
        using var group = experiment.Build(plans);
        for (var step = 0; step < 5; step++)
            group.Advance();
        using var fewer = experiment.Build([.. plans.Take(members)]);
        for (var member = 0; member < members; member++)
        {
            var state = new TrialState();
            group.Members[member].Save(state);
            fewer.Members[member].Load(state);
        }

        for (var step = 0; step < 20; step++)
            Assert.Equal(group.Advance().Take(members), fewer.Advance());
    }
}
