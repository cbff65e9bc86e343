using Sobolev.Kernels;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Regression;

public sealed class RegressExperimentTests
{
    private static readonly RegressConfig _small = new()
    {
        Samples = [12],
        TestSamples = 50,
        Updates = 60,
        EvaluateEvery = 30,
        Network = new NetworkOptions { Hidden = [16, 16] },
        Optimiser = new OptimiserOptions { LearningRate = 1e-3 },
        Precision = Precision.Float64,
    };

    public static TheoryData<string> Variants => ["plain", "tanh", "batches", "normalised", "cosine", "weights"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_engines_train_the_same_network(string variant)
    {
        var config = Variant(variant);
        var managed = Train(config with { Engine = Engine.Managed });
        var libtorch = Train(config with { Engine = Engine.Libtorch });
        Assert.Equal(managed.Count, libtorch.Count);
        foreach (var (one, other) in managed.Zip(libtorch))
            Assert.InRange(Math.Abs(one - other), 0, 1e-7 * Math.Abs(one));
    }

    [Fact]
    public void Matching_second_derivatives_brings_them_closer()
    {
        var config = _small with
        {
            Network = new NetworkOptions { Hidden = [24, 24], Activation = Activation.Tanh },
            Updates = 300,
            EvaluateEvery = 300,
            Functions = ["booth"],
            Normalise = new NormaliseOptions { Inputs = true, Targets = true },
            Optimiser = new OptimiserOptions { LearningRate = 1e-2 },
        };
        Assert.Equal("libtorch", new RegressExperiment(config with { Objective = new ObjectiveOptions { Order = 2 } }).Prepare()["engine"]);
        var first = CurvatureError(config);
        var second = CurvatureError(config with { Objective = new ObjectiveOptions { Order = 2 } });
        Assert.True(second < 0.5 * first, $"{second} is not well below {first}");
    }

    [Fact]
    public void The_test_points_are_the_same_for_every_method_and_number_of_samples()
    {
        var config = _small with { Samples = [5, 12], Updates = 1 };
        var experiment = new RegressExperiment(config);
        var errors = experiment.Plan().Select(plan =>
        {
            using var trial = experiment.Build(plan);
            return trial.Evaluate()[2];
        });
        Assert.Single(errors.Distinct());
    }

    [Fact]
    public void A_model_file_gives_the_predictions_of_the_trial_in_the_units_of_the_user()
    {
        var experiment = new RegressExperiment(Variant("normalised") with { Methods = [RegressMethod.Sobolev] });
        using var trial = experiment.Build(experiment.Plan()[0]);
        for (var i = 0; i < 60; i++)
            trial.Advance();
        var (tensors, metadata) = trial.Model();
        var model = NetworkModel.Of(new Sobolev.Files.TensorFile(tensors, metadata));
        var test = Sobolev.Data.FunctionSamples.Uniform(Sobolev.Data.BenchmarkFunctions.Rosenbrock, 50,
            new Sobolev.Randomness.RandomStream(0, "test/rosenbrock"));
        var (values, jacobians) = model.Predict(test.Points);
        // weights are stored in 32 bits
        Assert.Equal(1, values.Zip(test.Values, (a, b) => (a - b) * (a - b)).Sum() / 50 / trial.Evaluate()[2], 1e-3);
        Assert.Equal(1, jacobians.Zip(test.Jacobians, (a, b) => (a - b) * (a - b)).Sum() / 50 / trial.Evaluate()[3], 1e-3);
    }

    [Fact]
    public void Normalisation_scales_gradients_by_the_chain_rule()
    {
        var samples = Sobolev.Data.FunctionSamples.Uniform(Sobolev.Data.BenchmarkFunctions.McCormick, 30,
            new Sobolev.Randomness.RandomStream(3, "data"));
        var scaling = Scaling.Of(samples, inputs: true, outputs: true);
        var scaled = scaling.Scale(samples);
        Assert.Equal(0, scaled.Values.Average(), 1e-12);
        Assert.Equal(1, scaled.Values.Average(y => y * y), 1e-12);
        // a difference quotient of the scaled function, written out for one point and direction
        var f = Sobolev.Data.BenchmarkFunctions.McCormick;
        const double step = 1e-6;
        double Scaled(double u) =>
            (f.Value(scaling.InputMean[0] + scaling.InputScale[0] * u, samples.Points[1]) - scaling.OutputMean[0]) / scaling.OutputScale[0];
        Assert.Equal((Scaled(scaled.Points[0] + step) - Scaled(scaled.Points[0] - step)) / (2 * step), scaled.Jacobians[0], 1e-6);
        scaling.Unscale(scaled.Values, scaled.Jacobians);
        Assert.All(scaled.Jacobians.Zip(samples.Jacobians), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Batches_cover_the_training_set_once_a_pass_and_resume_inside_one()
    {
        var batches = new Batches(10, 4, new Sobolev.Randomness.RandomStream(1, "order"));
        int[] pass = [.. batches.Next(), .. batches.Next(), .. batches.Next()];
        Assert.Equal(Enumerable.Range(0, 10), pass.Order());
        batches.Next();
        var state = new TrialState();
        batches.Save(state);
        int[] expected = [.. batches.Next(), .. batches.Next(), .. batches.Next()];
        var resumed = new Batches(10, 4, new Sobolev.Randomness.RandomStream(9, "other"));
        resumed.Load(state);
        int[] actual = [.. resumed.Next(), .. resumed.Next(), .. resumed.Next()];
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_trial_on_libtorch_goes_on_exactly()
    {
        var config = _small with
        {
            Engine = Engine.Libtorch,
            BatchSize = 5,
            Objective = new ObjectiveOptions { Order = 2 },
            Network = new NetworkOptions { Hidden = [8], Activation = Activation.Softplus },
        };
        var experiment = new RegressExperiment(config with { Methods = [RegressMethod.Sobolev] });
        var plan = experiment.Plan()[0];
        using var whole = experiment.Build(plan);
        using var stopped = experiment.Build(plan);
        using var resumed = experiment.Build(plan);
        for (var i = 0; i < 7; i++)
            (_, _) = (whole.Advance(), stopped.Advance());
        var state = new TrialState();
        stopped.Save(state);
        resumed.Load(state);
        for (var i = 0; i < 7; i++)
            Assert.Equal(whole.Advance(), resumed.Advance());
        Assert.Equal(whole.Evaluate(), resumed.Evaluate());
    }

    private static RegressConfig Variant(string name) => name switch
    {
        "plain" => _small,
        "tanh" => _small with
        {
            Network = new NetworkOptions
            {
                Hidden = [9, 7],
                Activation = Activation.Tanh,
                Initialisation = Sobolev.Surrogates.Initialisation.Glorot
            }
        },
        "batches" => _small with { BatchSize = 5 },
        "normalised" => _small with { Normalise = new NormaliseOptions { Inputs = true, Targets = true } },
        "cosine" => _small with { Optimiser = new OptimiserOptions { LearningRate = 1e-2, Schedule = Schedule.Cosine } },
        "weights" => _small with { Objective = new ObjectiveOptions { ValueWeight = 0.3, GradientWeight = 2 } },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>Every loss and metric of every trial.</summary>
    private static List<double> Train(RegressConfig config)
    {
        var experiment = new RegressExperiment(config);
        var numbers = new List<double>();
        foreach (var plan in experiment.Plan())
        {
            using var trial = experiment.Build(plan);
            while (trial.Step < plan.Updates)
                numbers.Add(trial.Advance());
            numbers.AddRange(trial.Evaluate());
        }

        return numbers;
    }

    /// <summary>
    /// Mean squared error of the second derivative along x at the training points, by differences of the model's gradient.
    /// </summary>
    private static double CurvatureError(RegressConfig config)
    {
        var experiment = new RegressExperiment(config with { Methods = [RegressMethod.Sobolev] });
        using var trial = experiment.Build(experiment.Plan()[0]);
        while (trial.Step < config.Updates)
            trial.Advance();
        var (tensors, metadata) = trial.Model();
        var model = NetworkModel.Of(new Sobolev.Files.TensorFile(tensors, metadata));
        var points = Sobolev.Data.FunctionSamples.Uniform(Sobolev.Data.BenchmarkFunctions.Booth, 12,
            new Sobolev.Randomness.RandomStream(0, "data/booth"));
        const double step = 1e-3;
        double[] Shifted(double by) => [.. points.Points.Select((x, k) => k % 2 == 0 ? x + by : x)];
        var (right, left) = (model.Predict(Shifted(step)).Jacobians, model.Predict(Shifted(-step)).Jacobians);
        return Enumerable.Range(0, points.Count).Average(i => Math.Pow((right[2 * i] - left[2 * i]) / (2 * step) - 10, 2));
    }
}
