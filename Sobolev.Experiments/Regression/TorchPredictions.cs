using Sobolev.Kernels;
using Sobolev.Objectives;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Regression;

/// <summary>
/// Predictions of one network, or of several as one batch, by autograd: some rows at a time, in the precision and on the device of their
/// weights.
/// </summary>
/// <param name="function">
/// From (networks * rows, inputs) to (networks * rows) for one output, (networks * rows, outputs) for several; the rows of the first
/// network first.
/// </param>
/// <param name="shape">Shape of each network.</param>
/// <param name="weights">A tensor of their type, where they are.</param>
/// <param name="rowsAtOnce">Rows of each network whose activations are in memory at a time.</param>
internal sealed class TorchPredictions(Func<Tensor, Tensor> function, MlpShape shape, Tensor weights, int rowsAtOnce)
{
    /// <param name="points">Points of each network (count, inputs), as many as of every other.</param>
    /// <returns>Predictions of each.</returns>
    public IReadOnlyList<Predictions> At(IReadOnlyList<double[]> points)
    {
        var count = points[0].Length / shape.Inputs;
        var size = count * shape.Outputs;
        Predictions[] predictions = [.. points.Select(_ => new Predictions(new double[size], new double[size * shape.Inputs]))];
        for (var start = 0; start < count; start += rowsAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(rowsAtOnce, count - start);
            var x = NativeTensors.Of(Gathered(points, start, rows), [(long)points.Count * rows, shape.Inputs], weights.dtype,
                weights.device);
            var jet = new FunctionJet(function, x, Graph.Detached);
            CopyOut(jet.Value, [.. predictions.Select(one => one.Values)], start * shape.Outputs);
            CopyOut(jet.Derivative(new(1)), [.. predictions.Select(one => one.Jacobians)], start * shape.Outputs * shape.Inputs);
        }

        return predictions;
    }

    private double[] Gathered(IReadOnlyList<double[]> points, int start, int rows)
    {
        var each = rows * shape.Inputs;
        var gathered = new double[points.Count * each];
        for (var network = 0; network < points.Count; network++)
            points[network].AsSpan(start * shape.Inputs, each).CopyTo(gathered.AsSpan(network * each));
        return gathered;
    }

    private static void CopyOut(Tensor batch, double[][] networks, int at)
    {
        var numbers = batch.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var each = numbers.Length / networks.Length;
        for (var network = 0; network < networks.Length; network++)
            numbers.AsSpan(network * each, each).CopyTo(networks[network].AsSpan(at));
    }
}
