using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>Trains one multilayer perceptron on the Sobolev objective; each engine implements it.</summary>
internal interface ILearner : IDisposable
{
    /// <summary>One update on the training rows given; returns the weighted loss it started from.</summary>
    double Update(ReadOnlySpan<int> rows, double learningRate);

    /// <summary>Values (count, outputs) and Jacobians (count, outputs, inputs) of the model at points (count, inputs).</summary>
    void Predict(ReadOnlySpan<double> points, Span<double> values, Span<double> jacobians);

    /// <summary>The flat parameter vector.</summary>
    double[] Parameters();

    void Save(TrialState state);

    void Load(TrialState state);
}
