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
        var batch = new KernelBatch<double>(data.Count, data.Points, data.Values) { Derivatives = data.Gradients };
        return network.Kernel(data.Count).Gradient(batch, new ObjectiveWeights(1, 1), new double[network.Parameters.Length]);
    }

    /// <summary>By the objective on autograd's derivatives: value plus gradient loss.</summary>
    public static double Autograd(RidgeNetwork network, LabelledPoints data)
    {
        LibTorch.EnsureLoaded();
        var objective = new SobolevObjective(Discrepancy.SquaredError, new DerivativeTerm());
        using var mlp = new Mlp(network.Shape, network.Parameters, float64, ComputeDevice.Cpu);
        double sum = 0;
        for (var row = 0; row < data.Count; row += Block)
        {
            using var scope = NewDisposeScope();
            var (end, count) = (Math.Min(row + Block, data.Count), Math.Min(Block, data.Count - row));
            var points = tensor(data.Points[(row * data.Dim)..(end * data.Dim)], [count, data.Dim]);
            var target = new StoredJet(tensor(data.Values[row..end]), tensor(data.Gradients[(row * data.Dim)..(end * data.Dim)], [count, data.Dim]));
            var model = new FunctionJet(x => mlp.forward(x).squeeze(1), points, Graph.Detached);
            sum += count * objective.Compare(model, target).ToNumbers().Total;
        }

        return sum / data.Count;
    }
}
