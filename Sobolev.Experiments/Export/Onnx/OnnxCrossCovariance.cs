using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>
/// The covariances of a value and its partials at points with all observations of a process (<see cref="Covariance.Cross"/>).
/// </summary>
/// <remarks>
/// An equation has the covariance f g with a value: g is 1 for a value, -r1_i for a partial, r2_i or r1_i r1_j for a second partial. With a
/// partial by p it is f (r1_p g + dg / dx_p), where dg / dx_p is not zero for the inputs i and j of the equation only.
/// </remarks>
internal static class OnnxCrossCovariance
{
    /// <summary>(batch, equations, 1 + inputs)</summary>
    public static string At(OnnxFile onnx, KrigingModel process, string a)
    {
        var (data, correlation) = (process.Data, OnnxCorrelation.At(onnx, process, a));
        int[] row = [.. Enumerable.Range(0, data.Rows).SelectMany(row => Enumerable.Repeat(row, data.First[row + 1] - data.First[row]))];
        var f = onnx.Gather(correlation.F, 1, row);
        var (g, slopes) = Polynomials(onnx, data, row, correlation);
        var first = onnx.Node("Mul", onnx.Gather(correlation.First, 1, row), onnx.Unsqueeze(g, 2));
        var ofPartials = onnx.Node("Mul", onnx.Unsqueeze(f, 2), onnx.Node("Add", first, slopes));
        return onnx.Concat(2, [onnx.Unsqueeze(onnx.Node("Mul", f, g), 2), ofPartials]);
    }

    /// <summary>g (batch, equations) and its derivatives (batch, equations, inputs).</summary>
    private static (string G, string Slopes) Polynomials(OnnxFile onnx, Observations data, int[] row, OnnxCorrelation correlation)
    {
        var (n, kinds) = (data.Inputs, data.Kinds);
        string Where(Func<Observable, double> of) => onnx.Constant(Array.ConvertAll(kinds, kind => of(kind)), kinds.Length);
        string Of(string ratio, Func<Observable, int> input) => onnx.Gather(
            onnx.Node("Reshape", ratio, onnx.WholeNumbers(0, (long)data.Rows * n)),
            1,
            [.. kinds.Select((kind, e) => row[e] * n + Math.Max(0, input(kind)))]);
        string Times(string mask, params string[] factors) =>
            factors.Aggregate(mask, (product, factor) => onnx.Node("Mul", product, factor));
        string Plus(params string[] terms) => terms.Aggregate((sum, term) => onnx.Node("Add", sum, term));
        string Placed(string numbers, Func<Observable, int> input) => onnx.Node(
            "Mul",
            onnx.Unsqueeze(numbers, 2),
            onnx.Constant([.. from kind in kinds from p in Enumerable.Range(0, n) select input(kind) == p ? 1.0 : 0], kinds.Length, n));

        var (isValue, isFirst) = (Where(kind => kind.Order == 0 ? 1 : 0), Where(kind => kind.Order == 1 ? -1 : 0));
        var first = Of(correlation.First, kind => kind.First);
        var slope = Of(correlation.SlopeOfFirst(onnx), kind => kind.First);
        var (g, byFirst) = (Plus(isValue, Times(isFirst, first)), Times(isFirst, slope));
        if (data.Order < 2)
            return (g, Placed(byFirst, kind => kind.First));

        var (isSame, isMixed) = (
            Where(kind => kind.Order == 2 && kind.First == kind.Second ? 1 : 0),
            Where(kind => kind.Order == 2 && kind.First != kind.Second ? 1 : 0));
        var other = Of(correlation.First, kind => kind.Second);
        g = Plus(g, Times(isSame, Of(correlation.Second, kind => kind.First)), Times(isMixed, first, other));
        byFirst = Plus(byFirst, Times(isSame, Of(correlation.SlopeOfSecond(onnx), kind => kind.First)), Times(isMixed, slope, other));
        var bySecond = Times(isMixed, Of(correlation.SlopeOfFirst(onnx), kind => kind.Second), first);
        return (g, Plus(Placed(byFirst, kind => kind.First), Placed(bySecond, kind => kind.Second)));
    }
}
