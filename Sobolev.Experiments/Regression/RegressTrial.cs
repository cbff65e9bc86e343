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

    public IReadOnlyList<double> Evaluate()
    {
        var (trainValue, trainGradient) = Errors(training);
        var (testValue, testGradient) = Errors(test);
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
    private (double Value, double Gradient) Errors(Samples samples)
    {
        var (values, jacobians) = (new double[samples.Values.Length], new double[samples.Jacobians.Length]);
        learner.Predict(scaling.ScalePoints(samples.Points), values, jacobians);
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
