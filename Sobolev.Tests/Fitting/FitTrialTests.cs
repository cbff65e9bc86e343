using CsCheck;
using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Fitting;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Fitting;

[Trait("Speed", "Slow")]
public sealed class FitTrialTests
{
    public static TheoryData<string> Variants => ["folds", "holdout", "auto", "kriging", "minibatches", "none"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_trial_goes_on_exactly_from_any_step(string variant)
    {
        var (config, table) = (Variant(variant), Tables.WithHoles(Tables.Waves(18), 0.2));
        var experiment = Tables.Experiment(config, table);
        var plan = experiment.Plan()[0];
        var whole = RunTo(experiment, plan, null, long.MaxValue);
        Gen.Int[1, (int)whole.Steps - 1].Sample(step =>
        {
            var stopped = RunTo(experiment, plan, null, step);
            var resumed = RunTo(experiment, plan, stopped.State, long.MaxValue);
            Assert.Equal(whole.Row, resumed.Row);
            Assert.Equal(whole.Model, resumed.Model);
            Assert.Equal(whole.Reports, resumed.Reports);
        }, iter: 4, threads: 1);
    }

    [Fact]
    public void The_last_step_has_a_row_and_is_within_the_plan()
    {
        foreach (var variant in Variants.Select(row => row.Data))
        {
            var experiment = Tables.Experiment(Variant(variant), Tables.Waves(14));
            var plan = experiment.Plan()[0];
            var whole = RunTo(experiment, plan, null, long.MaxValue);
            Assert.True(plan.EvaluatesAt(whole.Steps), $"{variant}: no row at {whole.Steps}");
            Assert.InRange(whole.Steps, 1, plan.Updates);
        }
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

    /// <summary>Scales by powers of two are exact, so that other units give the same fit to the bit: the errors have no unit.</summary>
    [Theory]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void Other_units_give_the_same_fit(ModelKind model)
    {
        var table = Tables.WithHoles(Tables.Waves(20), 0.1);
        var (x, y) = (8.0, 1.0 / 1024);
        var other = table with
        {
            Points = Times(table.Points, x),
            Values = Times(table.Values, y),
            Jacobians = Times(table.Jacobians, y / x),
            Hessians = null
        };
        var config = Tables.Small with { Model = model };
        Assert.Equal(Tables.Train(config, table with { Hessians = null }), Tables.Train(config, other));
    }

    [Theory]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void Gradients_help_where_they_are_right(ModelKind model)
    {
        var config = Tables.Small with { Model = model };
        var regular = Tables.Train(config with { Methods = [FitMethod.Regular] }, Tables.Waves(14));
        var sobolev = Tables.Train(config, Tables.Waves(14) with { Hessians = null });
        Assert.True(sobolev[2] < regular[2] / 2, $"{sobolev[2]} is not well below {regular[2]}");
    }

    [Theory]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void Derivatives_alone_give_the_function_up_to_a_constant(ModelKind model)
    {
        var table = Tables.Sine(30);
        var experiment =
            Tables.Experiment(Tables.Small with { Model = model }, table with { Values = [.. Enumerable.Repeat(double.NaN, 30)] });
        var run = RunTo(experiment, experiment.Plan()[0], null, long.MaxValue);
        Assert.True(double.IsNaN(run.Row[0]) && double.IsNaN(run.Row[2]));
        Assert.InRange(run.Row[3], 0, 0.05);
        double[] differences = [.. run.Function.Predict(table.Points).Values.Zip(table.Values, (a, b) => a - b)];
        Assert.InRange(differences.Max() - differences.Min(), 0, 0.05);
    }

    [Theory]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void Rows_with_derivatives_only_and_with_values_only_count_together(ModelKind model)
    {
        var table = Tables.Sine(30);
        // two values pin the constant, all else is known by its slope
        var values = table.Values.Select((value, row) => row < 5 ? value : double.NaN).ToArray();
        var partials = table.Jacobians.Select((partial, row) => row < 5 ? double.NaN : partial).ToArray();
        var experiment = Tables.Experiment(Tables.Small with { Model = model }, table with { Values = values, Jacobians = partials });
        var predicted = RunTo(experiment, experiment.Plan()[0], null, long.MaxValue).Function.Predict(table.Points).Values;
        Assert.InRange(predicted.Zip(table.Values, (a, b) => Math.Abs(a - b)).Max(), 0, 0.05);
    }

    /// <summary>t sin t at three points with slopes (SMT issue 212): an untrained network was the result once.</summary>
    [Theory]
    [InlineData("auto", ModelKind.Auto)]
    [InlineData("none", ModelKind.Auto)]
    [InlineData("none", ModelKind.Network)]
    public void Three_points_with_slopes_are_met(string holdout, ModelKind model)
    {
        double[] x = [0, 3.5, 7];
        double[] y = [.. x.Select(t => t * Math.Sin(t))];
        double[] slopes = [.. x.Select(t => Math.Sin(t) + t * Math.Cos(t))];
        var table = new DerivativeTable(["t"], ["y"], 3, x, y, slopes, null);
        var experiment = Tables.Experiment(Tables.Small with { Model = model, Holdout = holdout }, table);
        var (values, jacobians) = RunTo(experiment, experiment.Plan()[0], null, long.MaxValue).Function.Predict(x);
        Assert.All(values.Zip(y).Concat(jacobians.Zip(slopes)), pair => Assert.Equal(pair.Second, pair.First, 0.05));
    }

    /// <summary>A beam: curvature at 21 points, deflection and slope at the clamp only (DeepXDE issue 208).</summary>
    [Fact]
    public void Curvatures_and_a_clamp_determine_a_beam()
    {
        double[] x = [.. Enumerable.Range(0, 21).Select(k => k / 20.0)];
        var (values, slopes) = (x.Select(t => t == 0 ? 0 : double.NaN).ToArray(), x.Select(t => t == 0 ? 0 : double.NaN).ToArray());
        double[] curvatures = [.. x.Select(t => -(1 - t) * (1 - t) / 2)];
        var table = new DerivativeTable(["x"], ["w"], 21, x, values, slopes, curvatures);
        var experiment = Tables.Experiment(Tables.Small with { Model = ModelKind.Auto }, table);
        var run = RunTo(experiment, experiment.Plan()[0], null, long.MaxValue);
        Assert.Equal(-0.125, run.Function.Predict([1.0]).Values[0], 0.002);
        Assert.Equal(-0.125, run.Function.Hessian([0.5])[0], 0.002);
    }

    /// <summary>Partials of other rows have the right size and say nothing, like noise of fifty times the size.</summary>
    [Theory]
    [InlineData(ModelKind.Network)]
    [InlineData(ModelKind.Kriging)]
    public void Rubbish_is_left_out(ModelKind model)
    {
        var table = Tables.Waves(40) with { Hessians = null };
        double[] shifted = [.. Enumerable.Range(0, 160).Select(k => table.Jacobians[(k + 28) % 160] * (k / 4 % 2 == 0 ? 1 : -1))];
        var config = Tables.Small with { Model = model };
        var regular = Tables.Train(config with { Methods = [FitMethod.Regular] }, table);
        foreach (var rubbish in new[] { shifted, (Tables.Waves(40, noise: 50) with { Hessians = null }).Jacobians })
            Assert.InRange(Tables.Train(config, table with { Jacobians = rubbish })[2], 0, 1.5 * regular[2]);
    }

    [Fact]
    public void Held_out_predictions_are_of_models_that_did_not_see_the_row()
    {
        var table = Tables.Sine(10);
        // one row that no model can guess: trained on, its error would be small
        var values = table.Values.Select((value, row) => row == 4 ? 1000 : value).ToArray();
        var experiment = Tables.Experiment(Tables.Small with { Methods = [FitMethod.Regular] }, table with { Values = values });
        using var trial = experiment.Build(experiment.Plan()[0]);
        while (!trial.IsFinished)
            trial.Advance();
        var heldOut = trial.Reports().Single(report => report.Name == "heldout").Rows;
        Assert.Equal(Enumerable.Range(1, 10), heldOut.Select(row => (int)row[0]!));
        Assert.Equal(values, heldOut.Select(row => (double)row[2]!));
        Assert.True((double)heldOut[4][3]! < 700, "the row was learnt by heart");
    }

    private static FitConfig Variant(string name) => name switch
    {
        "folds" => Tables.Small with { Folds = 3 },
        "holdout" => Tables.Small with { Holdout = "0.3", LearningCurve = [9] },
        "auto" => Tables.Small with { Model = ModelKind.Auto },
        "kriging" => Tables.Small with { Model = ModelKind.Kriging },
        "minibatches" =>
            Tables.Small with { Network = Tables.Small.Network with { OneBatch = 10, Updates = 200, BatchSize = 5 }, Holdout = "0.3" },
        "none" => Tables.Small with { Holdout = "none" },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Outcome RunTo(FitExperiment experiment, TrialPlan plan, TrialState? from, long step)
    {
        using var trial = experiment.Build(plan);
        if (from is not null)
            trial.Load(from);
        while (trial.Step < step && !trial.IsFinished)
            trial.Advance();
        var state = new TrialState();
        trial.Save(state);
        if (!trial.IsFinished)
            return new Outcome(trial.Step, [], state, null!, [], "");
        var (tensors, metadata) = trial.Model();
        var file = new TensorFile(tensors, metadata);
        using var written = new MemoryStream();
        SafeTensors.Write(written, tensors, metadata);
        return new Outcome(
            trial.Step,
            trial.Evaluate(),
            state,
            FittedModel.Of(file).Model,
            written.ToArray(),
            string.Concat(trial.Reports().Select(report => Csv.Text(report.Header, report.Rows))));
    }

    private static double[] Times(double[] entries, double factor) => Array.ConvertAll(entries, entry => entry * factor);

    private sealed record Outcome(long Steps, IReadOnlyList<double> Row, TrialState State, ISurrogateModel Function,
        byte[] Model, string Reports);
}
