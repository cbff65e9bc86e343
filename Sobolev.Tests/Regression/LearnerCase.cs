using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Tests.Regression;

/// <summary>A random network, training set and objective of first order, for which both learners can be built.</summary>
internal sealed record LearnerCase(MlpShape Shape, int Count, int BatchSize, ObjectiveOptions Objective, long Seed)
{
    public static readonly Gen<LearnerCase> Any =
        from activation in Gen.OneOf(Enum.GetValues<Activation>())
        from inputs in Gen.Int[1, 4]
        from hidden in Gen.Int[1, 20].Array[1, 3]
        from outputs in Gen.Int[1, 3]
        from count in Gen.Int[1, 12]
        from batchSize in Gen.Int[0, count]
        from valueWeight in Gen.OneOf(0.0, 1.0, 0.3)
        from gradientWeight in Gen.OneOf(0.0, 1.0, 2.5)
        from projects in Gen.Bool
        from seed in Gen.Long
        where valueWeight + gradientWeight > 0
        select new LearnerCase(new MlpShape(inputs, hidden, outputs, activation), count, batchSize, new ObjectiveOptions
        {
            ValueWeight = valueWeight,
            GradientWeight = gradientWeight,
            RandomProjection = projects,
        }, seed);

    public double[] Parameters() => InitialWeights.Draw(Shape, Initialisation.Pytorch, new RandomStream(Seed, "weights"));

    /// <summary>Points and targets that belong to no function: nothing about them is special.</summary>
    public Samples Training()
    {
        var stream = new RandomStream(Seed, "training");
        return new Samples(Count, Shape.Inputs, Shape.Outputs, Normals(Shape.Inputs), Normals(Shape.Outputs),
            Normals(Shape.Outputs * Shape.Inputs), []);

        double[] Normals(int each) => [.. Enumerable.Range(0, Count * each).Select(_ => stream.NextNormal())];
    }

    public Batches Batches() => new(Count, BatchSize, new RandomStream(Seed, "order"));

    public KernelLearner<double> Managed() => new(Shape, Parameters(), Training(), Objective, BatchSize, Projections());

    public TorchLearner Autograd() => new(Shape, Parameters(), Training(), Objective, Precision.Float64, ComputeDevice.Cpu, Projections());

    private RandomStream Projections() => new(Seed, "projections");
}
