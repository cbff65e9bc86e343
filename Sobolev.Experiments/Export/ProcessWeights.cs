using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>
/// The weights of a process row by row, with zeros for holes: of the value, of each partial and of each pair of second partials, with the
/// sign of the covariance, which is negative for first partials.
/// </summary>
/// <param name="Order">The highest derivative that was observed.</param>
/// <param name="Each">Numbers of a row: 1, 1 + inputs, or 1 + inputs + inputs squared.</param>
/// <param name="Weights">(rows, <paramref name="Each"/>); the block of second partials is symmetric.</param>
internal sealed record ProcessWeights(int Order, int Each, double[] Weights)
{
    public static ProcessWeights Of(KrigingModel process)
    {
        var (data, n) = (process.Data, process.Data.Inputs);
        var each = data.Order == 0 ? 1 : data.Order == 1 ? 1 + n : 1 + n + n * n;
        var weights = new double[data.Rows * each];
        for (var row = 0; row < data.Rows; row++)
        {
            for (var equation = data.First[row]; equation < data.First[row + 1]; equation++)
            {
                var (kind, weight) = (data.Kinds[equation], process.Solution.Weights[equation]);
                if (kind.Order < 2)
                    weights[row * each + 1 + kind.First] = kind.Order == 0 ? weight : -weight;
                else
                    weights[Second(row, kind.First, kind.Second)] = weights[Second(row, kind.Second, kind.First)] = weight;
            }
        }

        return new ProcessWeights(data.Order, each, weights);

        int Second(int row, int i, int j) => row * each + 1 + n + i * n + j;
    }

    /// <summary>Some columns of each row.</summary>
    public double[] Part(int rows, int first, int count) =>
        [.. Enumerable.Range(0, rows * count).Select(k => Weights[k / count * Each + first + k % count])];

    /// <summary>The weights of second partials by the same input (rows, inputs), and by different ones (rows, inputs, inputs).</summary>
    public (double[] Same, double[] Mixed) SecondPartials(int rows, int inputs)
    {
        var mixed = Part(rows, 1 + inputs, inputs * inputs);
        var same = new double[rows * inputs];
        for (var k = 0; k < same.Length; k++)
        {
            ref var entry = ref mixed[k * inputs + k % inputs];
            (same[k], entry) = (entry, 0);
        }

        return (same, mixed);
    }
}
