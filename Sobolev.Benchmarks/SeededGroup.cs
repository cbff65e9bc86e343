using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Regression;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Benchmarks;

/// <summary>Networks of one shape that are trained as one on all their samples of a function, each from its number as the seed.</summary>
internal sealed class SeededGroup : IDisposable
{
    private readonly BatchedLearner _learner;
    private readonly int[] _rows;
    private readonly double _learningRate;

    public SeededGroup(MlpShape shape, BenchmarkFunction function, (int Networks, int Samples, int Order) size, double learningRate,
        ComputeDevice device, bool cudaGraphs)
    {
        GroupMember[] members =
        [
            .. Enumerable.Range(0, size.Networks).Select(k => new GroupMember(
                InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(k, "weights")),
                FunctionSamples.Uniform(function, size.Samples, new RandomStream(k, "data")),
                new RandomStream(k, "projections"))),
        ];
        var objective = new ObjectiveOptions { Order = size.Order };
        _learner = new BatchedLearner(shape, members, objective, Precision.Float32, device, cudaGraphs);
        (_rows, _learningRate) = ([.. Enumerable.Range(0, size.Samples)], learningRate);
    }

    /// <summary>One update of all; returns the sum of their losses, or of the last that are known.</summary>
    public double Advance()
    {
        foreach (var member in _learner.Members)
            member.Update(_rows, _learningRate);
        return _learner.Update().Sum();
    }

    /// <summary>The weights of all networks, those of the first first.</summary>
    public double[] Weights() => [.. _learner.Members.SelectMany(member => member.Parameters())];

    public void Dispose() => _learner.Dispose();
}
