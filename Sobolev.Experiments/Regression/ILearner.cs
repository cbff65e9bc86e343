using Sobolev.State;

namespace Sobolev.Regression;

/// <summary>Trains one multilayer perceptron on the Sobolev objective; each engine implements it.</summary>
internal interface ILearner : IDisposable
{
    /// <summary>One update on the training rows given; returns the weighted loss it started from.</summary>
    double Update(ReadOnlySpan<int> rows, double learningRate);

    /// <param name="points">(count, inputs)</param>
    Predictions Predict(double[] points);

    /// <summary>The flat parameter vector.</summary>
    double[] Parameters();

    void Save(TrialState state);

    void Load(TrialState state);
}
