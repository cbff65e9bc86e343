using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>
/// A training of <c>regress</c> whose errors are relative: root mean squares over those of the function and its gradient.
/// </summary>
/// <param name="inner">The training; its errors are mean squares.</param>
/// <param name="test">The test points, with exact values.</param>
internal sealed class GainTrial(RegressTrial inner, Samples test) : ITrial
{
    private readonly double _variance = MathNet.Numerics.Statistics.Statistics.PopulationVariance(test.Values);
    private readonly double _squaredGradient = test.Jacobians.Sum(partial => partial * partial) / test.Count;

    public long Step => inner.Step;

    public double Advance() => inner.Advance();

    public IReadOnlyList<double> Evaluate()
    {
        var errors = inner.Evaluate();
        return [Math.Sqrt(errors[0] / _variance), Math.Sqrt(errors[2] / _variance), Math.Sqrt(errors[3] / _squaredGradient)];
    }

    public void Save(TrialState state) => inner.Save(state);

    public void Load(TrialState state) => inner.Load(state);

    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Model() => inner.Model();

    public void Dispose() => inner.Dispose();
}
