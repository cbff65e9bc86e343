using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The correlations of points with the rows of a process as nodes.</summary>
/// <param name="F">(batch, rows)</param>
/// <param name="First">f' / f along each input, (batch, rows, inputs).</param>
/// <param name="Second">f'' / f</param>
/// <param name="Third">f''' / f</param>
internal sealed record OnnxCorrelation(string F, string First, string Second, string Third)
{
    /// <param name="onnx">The graph.</param>
    /// <param name="process">The process.</param>
    /// <param name="a">Scaled points (batch, inputs).</param>
    public static OnnxCorrelation At(OnnxFile onnx, KrigingModel process, string a)
    {
        var (n, rows) = (process.Data.Inputs, process.Data.Rows);
        var inverse = Array.ConvertAll(process.Parameters.Lengths, length => 1 / length);
        string Powers(int power) => onnx.Constant(Array.ConvertAll(inverse, each => Math.Pow(each, power)), n);
        // (batch, 1, inputs) - (rows, inputs)
        var difference = onnx.Node("Sub", onnx.Unsqueeze(a, 1), onnx.Constant(process.Data.Points, rows, n));
        var s = onnx.Node("Mul", difference, Powers(1));
        var (f, ratios) = process.Correlation == Correlation.Matern52 ? Matern(onnx, s) : SquaredExponential(onnx, s);
        return new OnnxCorrelation(
            f,
            onnx.Node("Mul", ratios[0], Powers(1)),
            onnx.Node("Mul", ratios[1], Powers(2)),
            onnx.Node("Mul", ratios[2], Powers(3)));
    }

    /// <summary>r2 - r1^2, the derivative of r1.</summary>
    public string SlopeOfFirst(OnnxFile onnx) => onnx.Node("Sub", Second, onnx.Node("Mul", First, First));

    /// <summary>r3 - r1 r2, the derivative of r2.</summary>
    public string SlopeOfSecond(OnnxFile onnx) => onnx.Node("Sub", Third, onnx.Node("Mul", First, Second));

    private static (string F, string[] Ratios) SquaredExponential(OnnxFile onnx, string s)
    {
        var square = onnx.Node("Mul", s, s);
        var f = onnx.Node("Exp", onnx.Node("Mul", onnx.Sum(square, 2, keeps: false), onnx.Constant([-0.5])));
        var second = onnx.Node("Sub", square, onnx.Constant([1]));
        return (f, [onnx.Node("Neg", s), second, onnx.Node("Mul", s, onnx.Node("Sub", onnx.Constant([3]), square))]);
    }

    private static (string F, string[] Ratios) Matern(OnnxFile onnx, string s)
    {
        var t = onnx.Node("Mul", onnx.Node("Abs", s), onnx.Constant([Math.Sqrt(5)]));
        var square = onnx.Node("Mul", t, t);
        var more = onnx.Node("Add", t, onnx.Constant([1]));
        var m = onnx.Node("Add", more, onnx.Node("Div", square, onnx.Constant([3])));
        // the product over the inputs as a sum of logarithms
        var f = onnx.Node("Exp", onnx.Sum(onnx.Node("Sub", onnx.Node("Log", m), t), 2, keeps: false));
        string Ratio(double factor, string numerator) => onnx.Node("Div", onnx.Node("Mul", numerator, onnx.Constant([factor])), m);
        return (
            f,
            [
                Ratio(-5.0 / 3, onnx.Node("Mul", s, more)),
                Ratio(-5.0 / 3, onnx.Node("Sub", more, square)),
                Ratio(25.0 / 3, onnx.Node("Mul", s, onnx.Node("Sub", onnx.Constant([3]), t))),
            ]);
    }
}
