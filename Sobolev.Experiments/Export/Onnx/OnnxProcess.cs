using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>
/// A Gaussian process with its gradient as nodes. Each row adds f q, with the derivative f (r1 q + dq) along each input; the sums are those
/// of <see cref="ProcessWeights"/>.
/// </summary>
internal static class OnnxProcess
{
    /// <summary>Value (batch, outputs) and gradient (batch, outputs, inputs) in the user's units.</summary>
    public static (string Value, string Gradient) At(OnnxFile onnx, ProcessModel model, string x)
    {
        var a = OnnxScaling.Scaled(onnx, model.Scaling, x);
        var outputs = model.Processes.Select(process => At(onnx, process, a)).ToArray();
        var value = onnx.Concat(1, [.. outputs.Select(output => output.Value)]);
        var gradient = onnx.Concat(1, [.. outputs.Select(output => output.Gradient)]);
        return OnnxScaling.Unscaled(onnx, model.Scaling, value, gradient);
    }

    /// <summary>Value (batch, 1) and gradient (batch, 1, inputs) of one output.</summary>
    private static (string Value, string Gradient) At(OnnxFile onnx, KrigingModel process, string a)
    {
        var correlation = OnnxCorrelation.At(onnx, process, a);
        var (q, dq) = Polynomial(onnx, process, correlation);
        var value = onnx.Node(
            "Add",
            onnx.Sum(onnx.Node("Mul", correlation.F, q), 1, keeps: true),
            onnx.Constant([process.Solution.Mean]));
        var slopes = onnx.Node("Mul", correlation.First, onnx.Unsqueeze(q, 2));
        if (dq is not null)
            slopes = onnx.Node("Add", slopes, dq);
        return (value, onnx.Sum(onnx.Node("Mul", onnx.Unsqueeze(correlation.F, 2), slopes), 1, keeps: true));
    }

    /// <summary>q (batch or 1, rows) and its derivatives (batch, rows, inputs), null where they are zero.</summary>
    private static (string Q, string? Slopes) Polynomial(OnnxFile onnx, KrigingModel process, OnnxCorrelation correlation)
    {
        var (table, n, rows) = (ProcessWeights.Of(process), process.Data.Inputs, process.Data.Rows);
        var q = onnx.Constant(table.Part(rows, 0, 1), 1, rows);
        if (table.Order == 0)
            return (q, null);
        var first = onnx.Constant(table.Part(rows, 1, n), rows, n);
        q = onnx.Node("Add", q, onnx.Sum(onnx.Node("Mul", correlation.First, first), 2, keeps: false));
        var slopes = onnx.Node("Mul", first, correlation.SlopeOfFirst(onnx));
        if (table.Order == 1)
            return (q, slopes);

        var (same, mixed) = table.SecondPartials(rows, n);
        var diagonal = onnx.Constant(same, rows, n);
        // (rows, inputs, inputs) times (batch, rows, inputs, 1), then (batch, rows, inputs)
        var column = onnx.Node("MatMul", onnx.Constant(mixed, rows, n, n), onnx.Unsqueeze(correlation.First, 3));
        var product = onnx.Sum(column, 3, keeps: false);
        // each pair occurs twice in the symmetric block
        var pairs = onnx.Node("Mul", onnx.Node("Mul", product, correlation.First), onnx.Constant([0.5]));
        q = onnx.Node("Add", q, onnx.Sum(onnx.Node("Add", onnx.Node("Mul", diagonal, correlation.Second), pairs), 2, keeps: false));
        slopes = onnx.Node("Add", slopes, onnx.Node("Mul", diagonal, correlation.SlopeOfSecond(onnx)));
        return (q, onnx.Node("Add", slopes, onnx.Node("Mul", product, correlation.SlopeOfFirst(onnx))));
    }
}
