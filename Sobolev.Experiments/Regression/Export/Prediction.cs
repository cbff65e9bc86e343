using Sobolev.Data;
using Sobolev.Files;

namespace Sobolev.Regression;

/// <summary>
/// Predictions of a model at new points: values, gradients and optionally second derivatives, as a table in the user's units.
/// </summary>
public static class Prediction
{
    private const int RowsAtOnce = 4096;

    /// <summary>The names of the columns: inputs, outputs, dy/da ..., and d2y/da2, d2y/dadb ... once for each pair.</summary>
    public static IReadOnlyList<string> Header(TrainedModel model, bool hessian) =>
    [
        .. model.Inputs, .. model.Outputs,
        .. from output in model.Outputs from input in model.Inputs select $"d{output}/d{input}",
        .. hessian ? from output in model.Outputs from pair in Pairs(model.Inputs.Count) select SecondName(output, model.Inputs[pair.I], model.Inputs[pair.J]) : [],
    ];

    /// <summary>Reads points, which must be whole, and writes a row for each in their order.</summary>
    /// <exception cref="SobolevException">The table has mistakes (exit 3); nothing has been written then.</exception>
    public static void Write(TrainedModel model, string data, bool hessian, TextWriter to)
    {
        var points = PointTable.Read(data, model.Inputs, model.HasNames);
        var inputs = model.Inputs.Count;
        to.Write(Csv.Line(Header(model, hessian)) + "\n");
        for (var start = 0; start < points.Length; start += RowsAtOnce * inputs)
        {
            var some = points[start..Math.Min(points.Length, start + RowsAtOnce * inputs)];
            var (values, jacobians) = model.Model.Predict(some);
            var (outputs, entries) = (model.Outputs.Count, model.Outputs.Count * inputs);
            for (var row = 0; row < some.Length / inputs; row++)
            {
                IEnumerable<double> numbers = [.. some.AsSpan(row * inputs, inputs), .. values.AsSpan(row * outputs, outputs), .. jacobians.AsSpan(row * entries, entries)];
                if (hessian)
                    numbers = numbers.Concat(Upper(model.Model.Hessian(some.AsSpan(row * inputs, inputs)), outputs, inputs));
                to.Write(Csv.Line(numbers.Select(number => (object?)number)) + "\n");
            }
        }
    }

    private static IEnumerable<double> Upper(double[] hessian, int outputs, int inputs) =>
        from output in Enumerable.Range(0, outputs) from pair in Pairs(inputs) select hessian[(output * inputs + pair.I) * inputs + pair.J];

    private static IEnumerable<(int I, int J)> Pairs(int inputs) => from i in Enumerable.Range(0, inputs) from j in Enumerable.Range(i, inputs - i) select (i, j);

    private static string SecondName(string output, string a, string b) => a == b ? $"d2{output}/d{a}2" : $"d2{output}/d{a}d{b}";
}
