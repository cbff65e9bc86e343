using CsCheck;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Tests.Regression.OwnData;

public sealed class OwnDataTrialTests
{
    public static TheoryData<string> Variants => ["folds", "holdout", "auto", "patience", "libtorch", "order 2"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_trial_goes_on_exactly_from_any_step(string variant)
    {
        var (config, table) = (Variant(variant), Tables.WithHoles(Tables.Waves(25), 0.2));
        var experiment = Tables.Experiment(config, table);
        var plan = experiment.Plan()[0];
        var whole = RunTo(experiment, plan, null, config.Updates);
        Gen.Int[1, (int)config.Updates - 1].Sample(step =>
        {
            var stopped = RunTo(experiment, plan, null, step);
            var resumed = RunTo(experiment, plan, stopped.State, config.Updates);
            Assert.Equal(whole.Step, resumed.Step);
            Assert.Equal(whole.Row, resumed.Row);
            Assert.Equal(whole.Model, resumed.Model);
            Assert.Equal(whole.Reports, resumed.Reports);
        }, iter: 4, threads: 1);
    }

    [Fact]
    public void Patience_ends_a_fit_whose_held_out_error_no_longer_falls()
    {
        // so steep a rate that the first steps are the best
        var config = Tables.Small with { Optimiser = new OptimiserOptions { LearningRate = 0.3 }, Updates = 2000, Validation = new ValidationOptions { Patience = 3 } };
        var run = RunTo(Tables.Experiment(config, Tables.Waves(12)), Tables.Experiment(config, Tables.Waves(12)).Plan()[0], null, 2000);
        Assert.InRange(run.Step, 60, 1980);
        Assert.Equal(0, run.Step % 20);
        Assert.Contains("stopped-early", run.Reports);
    }

    [Fact]
    public void Resuming_with_other_data_is_refused()
    {
        var experiment = Tables.Experiment(Tables.Small, Tables.Waves(20));
        var state = RunTo(experiment, experiment.Plan()[0], null, 20).State;
        var other = Tables.Experiment(Tables.Small, Tables.Waves(20, seed: 1));
        using var trial = other.Build(other.Plan()[0]);
        Assert.Equal(ExitCode.DataMissing, Assert.Throws<SobolevException>(() => trial.Load(state)).ExitCode);
    }

    /// <summary>
    /// Scales by powers of two are exact, so that other units give the same training to the bit and errors in these units.
    /// </summary>
    [Fact]
    public void Other_units_give_the_same_fit_in_those_units()
    {
        var table = Tables.WithHoles(Tables.Waves(20), 0.1);
        var (x, y) = (8.0, 1.0 / 1024);
        var other = table with { Points = Times(table.Points, x), Values = Times(table.Values, y), Jacobians = Times(table.Jacobians, y / x) };
        var (one, two) = (Tables.Train(Tables.Small, table), Tables.Train(Tables.Small, other));
        Assert.Equal([one[0] * y * y, one[1] * y * y / x / x, one[2] * y * y, one[3] * y * y / x / x], two);
    }

    [Fact]
    public void Gradients_help_where_they_are_right()
    {
        var config = Tables.Small with { Updates = 600, EvaluateEvery = 50 };
        var regular = Tables.Train(config with { Methods = [RegressMethod.Regular] }, Tables.Waves(20));
        var sobolev = Tables.Train(config, Tables.Waves(20));
        Assert.True(sobolev[2] < regular[2] / 3, $"{sobolev[2]} is not well below {regular[2]}");
    }

    [Fact]
    public void Derivatives_alone_give_the_function_up_to_a_constant()
    {
        var table = Tables.Sine(30);
        var config = Tables.Small with { Updates = 1500, EvaluateEvery = 100 };
        var experiment = Tables.Experiment(config, table with { Values = [.. Enumerable.Repeat(double.NaN, 30)] });
        var run = RunTo(experiment, experiment.Plan()[0], null, 1500);
        Assert.True(double.IsNaN(run.Row[0]) && double.IsNaN(run.Row[2]));
        Assert.InRange(run.Row[3], 0, 0.02);
        var values = run.Network.Predict(table.Points).Values;
        double[] differences = [.. values.Zip(table.Values, (a, b) => a - b)];
        Assert.InRange(differences.Max() - differences.Min(), 0, 0.1);
    }

    [Fact]
    public void Rows_with_derivatives_only_and_with_values_only_count_together()
    {
        var table = Tables.Sine(30);
        // two values pin the constant, all else is known by its slope
        var values = table.Values.Select((value, row) => row < 5 ? value : double.NaN).ToArray();
        var partials = table.Jacobians.Select((partial, row) => row < 5 ? double.NaN : partial).ToArray();
        var config = Tables.Small with { Updates = 1500, EvaluateEvery = 100, Validation = new ValidationOptions { Holdout = 0.2 } };
        var experiment = Tables.Experiment(config, table with { Values = values, Jacobians = partials });
        var predicted = RunTo(experiment, experiment.Plan()[0], null, 1500).Network.Predict(table.Points).Values;
        Assert.InRange(predicted.Zip(table.Values, (a, b) => Math.Abs(a - b)).Max(), 0, 0.15);
    }

    [Theory]
    [InlineData(0, 1, 100)]
    [InlineData(0.05, 0.1, 100)]
    [InlineData(0.2, 0.01, 100)]
    [Trait("Speed", "Slow")]
    public void The_weight_of_the_gradients_is_chosen_by_what_they_are_worth(double noise, double low, double high) =>
        Assert.InRange(KeptWeight(Tables.Waves(60, noise: noise), 0), low, high);

    /// <summary>Partials of other rows have the right size and say nothing, like noise of fifty times the size.</summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public void Rubbish_is_left_out()
    {
        var table = Tables.Waves(60);
        double[] shifted = [.. Enumerable.Range(0, 240).Select(k => table.Jacobians[(k + 28) % 240] * (k / 4 % 2 == 0 ? 1 : -1))];
        Assert.True(Enumerable.Range(0, 6).All(seed => KeptWeight(table with { Jacobians = shifted }, seed) == 0));
        Assert.True(Enumerable.Range(0, 6).All(seed => KeptWeight(Tables.Waves(60, noise: 50), seed) == 0));
    }

    private static double KeptWeight(Sobolev.Data.DerivativeTable table, int seed)
    {
        var config = Tables.Small with { Seed = seed, Updates = 1000, EvaluateEvery = 50, Objective = new ObjectiveOptions { GradientWeight = null } };
        var experiment = Tables.Experiment(config, table);
        var run = RunTo(experiment, experiment.Plan()[0], null, 1000);
        return double.Parse(run.Reports.Split('\n').First(line => line.Contains(",yes,", StringComparison.Ordinal)).Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Held_out_predictions_are_of_models_that_did_not_see_the_row()
    {
        var table = Tables.Sine(10);
        // one row that no model can guess: trained on, its error would be small
        var values = table.Values.Select((value, row) => row == 4 ? 1000 : value).ToArray();
        var config = Tables.Small with { Updates = 2000, EvaluateEvery = 100, BatchSize = 0, Methods = [RegressMethod.Regular] };
        var experiment = Tables.Experiment(config, table with { Values = values });
        using var trial = experiment.Build(experiment.Plan()[0]);
        while (trial.Step < 2000 && !trial.IsFinished)
            trial.Advance();
        var heldOut = trial.Reports().Single(report => report.Name == "heldout").Rows;
        Assert.Equal(Enumerable.Range(1, 10), heldOut.Select(row => (int)row[0]!));
        Assert.Equal(values, heldOut.Select(row => (double)row[2]!));
        Assert.True((double)heldOut[4][3]! < 700, "the row was learnt by heart");
    }

    [Fact]
    public void The_model_names_its_columns()
    {
        var experiment = Tables.Experiment(Tables.Small, Tables.Waves(10));
        using var trial = experiment.Build(experiment.Plan()[0]);
        var metadata = trial.Model().Metadata;
        Assert.Equal(("a,b", "y,z"), (metadata["inputs"], metadata["outputs"]));
    }

    private static RegressConfig Variant(string name) => name switch
    {
        "folds" => Tables.Small with { Updates = 60, Validation = new ValidationOptions { Folds = 3 } },
        "holdout" => Tables.Small with { Updates = 60, Validation = new ValidationOptions { Holdout = 0.3 }, Data = new DataOptions { File = "table.csv", LearningCurve = [9] } },
        "auto" => Tables.Small with { Updates = 60, Objective = new ObjectiveOptions { GradientWeight = null } },
        "patience" => Tables.Small with
        {
            Updates = 200,
            Optimiser = new OptimiserOptions { LearningRate = 0.2 },
            Objective = new ObjectiveOptions { GradientWeight = null },
            Validation = new ValidationOptions { Patience = 2 },
        },
        "libtorch" => Tables.Small with { Updates = 40, Engine = Engine.Libtorch, Validation = new ValidationOptions { Holdout = 0.3 } },
        "order 2" => Tables.Small with
        {
            Updates = 40,
            Objective = new ObjectiveOptions { GradientWeight = null, Order = 2 },
            Validation = new ValidationOptions { Holdout = 0.3, GradientWeights = [0, 1] },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Outcome RunTo(OwnDataExperiment experiment, TrialPlan plan, TrialState? from, long step)
    {
        using var trial = experiment.Build(plan);
        if (from is not null)
            trial.Load(from);
        while (trial.Step < step && !trial.IsFinished)
            trial.Advance();
        var state = new TrialState();
        trial.Save(state);
        var (tensors, metadata) = trial.Model();
        var file = new Sobolev.Files.TensorFile(tensors, metadata);
        return new Outcome(trial.Step, trial.Evaluate(), state, RegressModel.Of(file), [.. tensors.SelectMany(tensor => tensor.Doubles())],
            string.Concat(trial.Reports().Select(report => Sobolev.Files.Csv.Text(report.Header, report.Rows))));
    }

    private static double[] Times(double[] entries, double factor) => Array.ConvertAll(entries, entry => entry * factor);

    private sealed record Outcome(long Step, IReadOnlyList<double> Row, TrialState State, RegressModel Network, double[] Model, string Reports);
}
