using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Theory;

/// <summary>The losses that train networks, of a network that was written down: by both engines, in double precision.</summary>
internal static class TrainingLoss
{
    private const int Block = 64;

    /// <summary>By the managed kernel: value and gradient loss.</summary>
    public static KernelLoss Managed(RidgeNetwork network, LabelledPoints data)
    {
        var (kernel, gradient) = (network.Kernel(Block), new double[network.Parameters.Length]);
        double value = 0, slope = 0;
        foreach (var block in Blocks(data))
        {
            var loss = kernel.Gradient(new KernelBatch<double>(block.Count, block.Points, block.Values) { Derivatives = block.Gradients },
                new ObjectiveWeights(1, 1), gradient);
            value += block.Count * loss.Value;
            slope += block.Count * loss.Gradient;
        }

        return new KernelLoss(value / data.Count, slope / data.Count);
    }

    /// <summary>By the objective on autograd's derivatives: value plus gradient loss.</summary>
    public static double Autograd(RidgeNetwork network, LabelledPoints data)
    {
        LibTorch.EnsureLoaded();
        var objective = new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm());
        using var mlp = new Mlp(network.Shape, network.Parameters, float64, ComputeDevice.Cpu);
        double sum = 0;
        foreach (var block in Blocks(data))
        {
            using var scope = NewDisposeScope();
            var model = new FunctionJet(x => mlp.forward(x).squeeze(1), tensor(block.Points, [block.Count, block.Dim]), Graph.Detached);
            var target = new StoredJet(tensor(block.Values), tensor(block.Gradients, [block.Count, block.Dim]));
            sum += block.Count * objective.Compare(model, target).ToNumbers().Total;
        }

        return sum / data.Count;
    }

    // thousands of points times thousands of units would not fit in memory
    private static IEnumerable<LabelledPoints> Blocks(LabelledPoints data) =>
        data.Values.Chunk(Block).Zip(data.Points.Chunk(Block * data.Dim), data.Gradients.Chunk(Block * data.Dim))
            .Select(block => new LabelledPoints(data.Dim, block.Second, block.First, block.Third));
}
