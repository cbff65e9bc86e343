using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>One network fitted to one function; its errors are reported in the user's units.</summary>
/// <param name="objective">The objective of the trial's method.</param>
internal sealed class RegressTrial(RegressConfig config, ObjectiveOptions objective, MlpShape shape, ILearner learner, Scaling scaling,
    Samples training, Samples test, Batches batches) : ITrial
{
    private readonly Convergence _convergence = new(config.Convergence);

    public long Step { get; private set; }

    public bool IsFinished => _convergence.IsReached;

    public double Advance()
    {
        var loss = learner.Update(batches.Next(), config.Optimiser.RateAt(Step, config.Updates));
        Step++;
        return loss;
    }

    /// <summary>Where the network is evaluated, in its units.</summary>
    public double[] TrainingPoints => scaling.ScalePoints(training.Points);

    /// <inheritdoc cref="TrainingPoints"/>
    public double[] TestPoints => scaling.ScalePoints(test.Points);

    public IReadOnlyList<double> Evaluate() => Measure(learner.Predict(TrainingPoints), learner.Predict(TestPoints));

    /// <summary>An evaluation, from the predictions at <see cref="TrainingPoints"/> and <see cref="TestPoints"/>.</summary>
    public IReadOnlyList<double> Measure(Predictions ofTraining, Predictions ofTest)
    {
        var (trainValue, trainGradient) = Errors(training, ofTraining);
        var (testValue, testGradient) = Errors(test, ofTest);
        _convergence.Observe(Step, Convergence.Trained(objective, trainValue, trainGradient));
        return [trainValue, trainGradient, testValue, testGradient];
    }

    public void Save(TrialState state)
    {
        state.Put("step", Step);
        batches.Save(state);
        _convergence.Save(state);
        learner.Save(state);
    }

    public void Load(TrialState state)
    {
        Step = state.Integer("step");
        batches.Load(state);
        _convergence.Load(state);
        learner.Load(state);
    }

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() =>
        new NetworkModel(shape, scaling, learner.Parameters()).Tensors();

    public void Dispose() => learner.Dispose();

    /// <summary>Mean squared error of the value and mean squared norm of the gradient's error.</summary>
    private (double Value, double Gradient) Errors(Samples samples, Predictions predictions)
    {
        var (values, jacobians) = predictions;
        scaling.Unscale(values, jacobians);
        return (SquaredDistance(values, samples.Values) / samples.Count, SquaredDistance(jacobians, samples.Jacobians) / samples.Count);
    }

    private static double SquaredDistance(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
