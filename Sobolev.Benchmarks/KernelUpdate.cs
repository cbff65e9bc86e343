using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Benchmarks;

/// <summary>One update of Adam by the managed kernel, on all samples at once.</summary>
internal sealed record KernelUpdate(MlpShape Shape, int Samples, bool UsesPartials)
{
    /// <summary>
    /// Multiplications and additions of the matrix products in one update (docs/kernels.md): forward, and what goes back through the
    /// network, where it enters another layer, and the gradient; with a gradient term also slopes and their tangents, for each output. The
    /// value's way back is merged with theirs unless the activation is smooth. The operations between products (activations, residuals,
    /// Adam) are not counted.
    /// </summary>
    public double FloatingPointOperations()
    {
        var layers = Shape.Layers.Select(layer => 2.0 * Samples * layer.FanIn * layer.FanOut).ToArray();
        var (all, behindFirst, beforeLast) = (layers.Sum(), layers[1..].Sum(), layers[..^1].Sum());
        if (!UsesPartials)
            return all + behindFirst + all; // forward, back, gradient
        var slopes = Shape.Outputs * (all + beforeLast + all); // slopes, tangents, gradient
        return Shape.Activation is Activation.Relu or Activation.LeakyRelu
            ? all + slopes
            : all + slopes + behindFirst + all; // and the values' way back, their share of the gradient
    }

    /// <summary>The update, from random weights, on random numbers.</summary>
    public Action Work()
    {
        var kernel = new SobolevKernel<float>(Shape, Samples);
        var parameters = InitialWeights.Draw(Shape, Initialisation.Pytorch, new RandomStream(0, "weights"));
        Array.ConvertAll(parameters, parameter => (float)parameter).CopyTo(kernel.Parameters);
        var stream = new RandomStream(0, "samples");
        var batch = new KernelBatch<float>(Samples, Drawn(Samples * Shape.Inputs), Drawn(Samples * Shape.Outputs))
        {
            Derivatives = Drawn(Samples * Shape.Outputs * Shape.Inputs),
        };
        var weights = new ObjectiveWeights(1, UsesPartials ? 1 : 0);
        return () => kernel.Update(batch, weights, new AdamStep(3e-5));

        float[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal())];
    }
}
