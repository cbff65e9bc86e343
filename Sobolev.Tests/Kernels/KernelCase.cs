using System.Numerics;
using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Tests.Kernels;

/// <summary>
/// A random network and batch for the kernel, drawn in double precision so that every number type starts from the same case.
/// </summary>
internal sealed record KernelCase(MlpShape Shape, int Rows, int Projections, bool HasMasks, ObjectiveWeights Weights, long Seed)
{
    public static readonly Gen<KernelCase> Any = Of(Enum.GetValues<Activation>());

    /// <summary>Activations of operations that round alike at every vector width.</summary>
    public static readonly Gen<KernelCase> OfSameBits = Of(Activation.Relu, Activation.LeakyRelu, Activation.Tanh, Activation.Silu);

    public static readonly Gen<KernelCase> Smooth = Of(Activation.Tanh, Activation.Softplus, Activation.Silu, Activation.Sine);

    /// <summary>Now and then so wide that products onto few columns become dot products.</summary>
    private static Gen<int> Width => Gen.Frequency((9, Gen.Int[1, 40]), (1, Gen.Int[65, 90]));

    /// <summary>Slope rows per point: the full Jacobian's, or one for each projection.</summary>
    public int Directions => Projections == 0 ? Shape.Outputs : Projections;

    public SobolevKernel<T> Kernel<T>(SimdWidth? width = null, int? capacity = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernel = new SobolevKernel<T>(Shape, capacity ?? Rows, width);
        var stream = new RandomStream(Seed, "weights");
        var offset = 0;
        foreach (var (fanIn, fanOut) in Shape.Layers)
        {
            var layer = kernel.Parameters.Slice(offset, (fanIn + 1) * fanOut);
            foreach (ref var parameter in layer)
                parameter = T.CreateTruncating(stream.NextNormal() / Math.Sqrt(fanIn));
            offset += layer.Length;
        }

        return kernel;
    }

    public KernelBatch<T> Batch<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = new RandomStream(Seed, "batch");
        return new(Rows, Draw<T>(Rows * Shape.Inputs, stream.NextNormal), Draw<T>(Rows * Shape.Outputs, stream.NextNormal))
        {
            Derivatives = Draw<T>(Rows * Directions * Shape.Inputs, stream.NextNormal),
            Directions = DrawDirections<T>(stream),
            Projections = Projections,
            ValueMask = HasMasks ? Draw<T>(Rows * Shape.Outputs, Mask) : default,
            DerivativeMask = HasMasks ? Draw<T>(Rows * Directions * Shape.Inputs, Mask) : default,
        };

        double Mask() => stream.NextInt(3) / 2.0;
    }

    private T[] DrawDirections<T>(RandomStream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var directions = new double[Rows * Projections * Shape.Outputs];
        for (var row = 0; row < Rows * Projections; row++)
            stream.NextDirection(directions.AsSpan(row * Shape.Outputs, Shape.Outputs));
        return [.. directions.Select(T.CreateTruncating)];
    }

    private static T[] Draw<T>(int count, Func<double> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(next()))];

    private static Gen<KernelCase> Of(params Activation[] activations) =>
        from activation in Gen.OneOf(activations)
        from inputs in Gen.Int[1, 5]
        from hidden in Width.Array[0, 4]
        from outputs in Gen.Int[1, 3]
        from projections in Gen.Int[0, outputs]
        from rows in Gen.Int[1, 33]
        from hasMasks in Gen.Bool
        from valueWeight in Gen.OneOf(0.0, 1.0, 0.3)
        from gradientWeight in Gen.OneOf(0.0, 1.0, 2.5)
        from seed in Gen.Long
        select new KernelCase(new(inputs, hidden, outputs, activation), rows, projections, hasMasks,
            new(valueWeight, gradientWeight), seed);
}
