using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Regression;

/// <summary>The rule that ends a training whose losses fall no more.</summary>
public sealed class ConvergenceTests : IDisposable
{
    // beale is fitted to the floor after some 450 updates and rests for 200 more, booth takes longer than there are updates
    private static readonly RegressConfig _config = new()
    {
        Functions = ["booth", "beale"],
        Samples = [6],
        TestSamples = 20,
        Updates = 700,
        EvaluateEvery = 50,
        Convergence = new ConvergenceOptions { Tolerance = 0.05, Patience = 200 },
        Network = new NetworkOptions { Hidden = [8], Activation = Activation.Tanh },
        Optimiser = new OptimiserOptions { LearningRate = 1e-2 },
        Normalise = new NormaliseOptions { Inputs = true, Targets = true },
        Methods = [RegressMethod.Regular],
        Threads = 1,
        Device = "cpu",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loss_that_falls_by_the_tolerance_within_the_patience_does_not_end_the_training()
    {
        var convergence = Rule(tolerance: 0.1, patience: 100);
        for (var k = 0; k < 50; k++)
        {
            convergence.Observe(90 * k, [Math.Pow(0.89, k)]);
            Assert.False(convergence.IsReached);
        }
    }

    [Theory]
    // slow: 1% a step of 10 updates is more than 5% in 100
    [InlineData(0.99, false)]
    [InlineData(0.999, true)]
    [InlineData(1, true)]
    [InlineData(1.01, true)]
    [InlineData(double.NaN, true)]
    public void A_slow_fall_is_held_against_the_level_it_began_from(double factor, bool ends)
    {
        var convergence = Rule(tolerance: 0.05, patience: 100);
        for (var k = 0; k <= 40; k++)
            convergence.Observe(10 * k, [Math.Pow(factor, k)]);
        Assert.Equal(ends, convergence.IsReached);
    }

    [Fact]
    public void Every_loss_must_be_at_rest()
    {
        var convergence = Rule(tolerance: 0.1, patience: 100);
        for (var k = 0; k <= 40; k++)
            convergence.Observe(10 * k, [1, Math.Pow(0.97, k)]);
        Assert.False(convergence.IsReached);
        for (var k = 41; k <= 60; k++)
            convergence.Observe(10 * k, [1, Math.Pow(0.97, 40)]);
        Assert.True(convergence.IsReached);
    }

    [Fact]
    public void A_fall_below_the_floor_does_not_count()
    {
        var convergence = new Convergence(new ConvergenceOptions { Tolerance = 0.1, Patience = 100, Floor = 1e-3 });
        var ended = Enumerable.Range(0, 1000).First(k =>
        {
            // from 5 to 0.005, a thousandth, in 38 steps of 10 updates
            convergence.Observe(10 * k, [5 * Math.Pow(10, -k / 12.5)]);
            return convergence.IsReached;
        });
        Assert.Equal(38 + 10, ended);
    }

    [Fact]
    public void Noise_around_a_level_is_no_fall()
    {
        var convergence = Rule(tolerance: 0.01, patience: 1000);
        var noise = new Sobolev.Randomness.RandomStream(0);
        var ended = Enumerable.Range(0, 10_000).First(k =>
        {
            convergence.Observe(10 * k, [1 + 0.2 * noise.NextDouble()]);
            return convergence.IsReached;
        });
        Assert.InRange(10 * ended, 1000, 5000);
    }

    [Fact]
    public void Without_a_tolerance_a_training_has_no_end()
    {
        var convergence = Rule(tolerance: 0, patience: 1);
        convergence.Observe(0, [1]);
        convergence.Observe(1000, [1]);
        Assert.False(convergence.IsReached);
    }

    [Fact]
    public void The_weights_of_the_objective_say_which_losses_are_trained()
    {
        Assert.Equal([1], Convergence.Trained(new ObjectiveOptions { GradientWeight = 0 }, 1, 2));
        Assert.Equal([2], Convergence.Trained(new ObjectiveOptions { ValueWeight = 0 }, 1, 2));
        Assert.Equal([1, 2], Convergence.Trained(new ObjectiveOptions(), 1, 2));
    }

    [Fact]
    public void A_run_ends_its_trials_and_names_those_that_still_fall()
    {
        var outcome = new Lifecycle(
            new RegressExperiment(_config),
            new RunRequest
            {
                Out = _folder.Path,
                Name = "run",
                ConfigText = "verb: regress\n",
                CommandLine = ["sobolev", "regress"],
            },
            new StopSignal(),
            new Unobserved(),
            TimeProvider.System).Run();
        var experiment = new RegressExperiment(_config);
        var results = RunResults.Read(experiment, experiment.Plan(), outcome.Folder);
        var last = experiment.Plan().ToDictionary(plan => plan.Name, plan => results.StepsOf(plan)[^1]);
        var ended = last["beale-6-regular-seed0"];
        Assert.InRange(ended, 250, 650);
        Assert.Equal(0, ended % 50);
        Assert.Equal(700, last["booth-6-regular-seed0"]);
        Assert.Equal(
            ["1 of 2 trials were trained until their losses fell no more", "still falling at their last update: booth-6-regular-seed0"],
            outcome.Findings);
    }

    [Fact]
    public void A_resumed_trial_ends_where_it_would_have_ended()
    {
        var experiment = new RegressExperiment(_config);
        var plan = experiment.Plan()[0];
        using var whole = experiment.Build(plan);
        var stopped = new TrialState();
        whole.Evaluate();
        while (!whole.IsFinished)
        {
            if (whole.Step == 175)
                whole.Save(stopped);
            whole.Advance();
            if (plan.EvaluatesAt(whole.Step))
                whole.Evaluate();
        }

        using var resumed = experiment.Build(plan);
        resumed.Load(stopped);
        while (!resumed.IsFinished)
        {
            resumed.Advance();
            if (plan.EvaluatesAt(resumed.Step))
                resumed.Evaluate();
        }

        Assert.Equal(whole.Step, resumed.Step);
        Assert.Equal(whole.Evaluate(), resumed.Evaluate());
    }

    [Fact]
    public void A_learning_rate_that_falls_is_refused() =>
        Assert.Contains(
            new RegressConfig
            {
                Convergence = new ConvergenceOptions { Tolerance = 0.1 },
                Optimiser = new OptimiserOptions { Schedule = Schedule.Cosine },
            }.Check(),
            mistake => mistake.Key == "convergence.tolerance");

    private static Convergence Rule(double tolerance, long patience) =>
        new(new ConvergenceOptions { Tolerance = tolerance, Patience = patience });
}
