using Sobolev.Distillation;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Distillation;

/// <summary>A teacher's training resumed from its checkpoint.</summary>
[Trait("Speed", "Slow")]
public sealed class TeacherTrialTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData(A3cOptimiser.Rmsprop, A3cPrecision.Float32)]
    [InlineData(A3cOptimiser.Adam, A3cPrecision.Float32)]
    [InlineData(A3cOptimiser.Adam, A3cPrecision.Bfloat16)]
    public void With_one_actor_it_goes_on_to_the_same_bits(A3cOptimiser optimiser, A3cPrecision precision)
    {
        var experiment = new TeacherExperiment(new TeacherConfig
        {
            Device = "cpu",
            Game = new GameOptions { Games = ["breakout"] },
            Steps = 6 * 2 * 3 * 2,
            EvaluationEpisodes = 1,
            A3c = new A3cKeys { Environments = 3, Rollout = 2, RolloutsPerRound = 2, Optimiser = optimiser, Precision = precision },
        });
        var plan = experiment.Plan()[0];
        Assert.Equal(6, plan.Updates);

        using var whole = experiment.Build(plan);
        Advance(whole, 3);
        var state = new TrialState();
        whole.Save(state);
        Advance(whole, 3);

        using var resumed = experiment.Build(plan);
        resumed.Load(state);
        Assert.Equal(3, resumed.Step);
        Advance(resumed, 3);
        Assert.Equal(StateOf(whole), StateOf(resumed));
    }

    [Fact]
    public void Several_actors_change_the_same_parameters()
    {
        var experiment = new TeacherExperiment(
            new TeacherConfig
            {
                Device = "cpu",
                A3c = new A3cKeys { Actors = 2, Environments = 2, Rollout = 2, RolloutsPerRound = 2, Optimiser = A3cOptimiser.Adam },
            });
        using var trial = experiment.Build(experiment.Plan()[0]);
        var before = StateOf(trial);
        Assert.True(double.IsFinite(trial.Advance()));
        var state = new TrialState();
        trial.Save(state);
        // two actors, two updates each, one optimiser; a step may be lost where they overlap
        Assert.InRange(state.Integer("adam.steps"), 2, 4);
        Assert.NotEqual(before, StateOf(trial));
    }

    private static void Advance(ITrial trial, int times)
    {
        for (var i = 0; i < times; i++)
            trial.Advance();
    }

    private static byte[] StateOf(ITrial trial) => [.. trial.Model().Tensors.SelectMany(tensor => tensor.Bytes.ToArray<byte>())];
}
