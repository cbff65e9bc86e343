using System.Globalization;
using Sobolev.Data;
using Sobolev.Files;

namespace Sobolev.Export;

/// <summary>The parts of a prediction beside values and gradients.</summary>
/// <param name="Hessian">Second derivatives.</param>
/// <param name="Deviations">Standard deviations of values and gradients.</param>
public readonly record struct PredictionParts(bool Hessian, bool Deviations);

/// <summary>
/// Predictions of a model at new points: values, gradients and optionally second derivatives and standard deviations, as a table in the
/// user's units.
/// </summary>
public static class Prediction
{
    private const int RowsAtOnce = 4096;

    /// <summary>
    /// The names of the columns: inputs, outputs, dy/da ..., d2y/da2, d2y/dadb ... once for each pair, y_std, dy/da_std ...
    /// </summary>
    public static IReadOnlyList<string> Header(TrainedModel model, PredictionParts parts)
    {
        string[] partials = [.. from output in model.Outputs from input in model.Inputs select $"d{output}/d{input}"];
        return
        [
            .. model.Inputs, .. model.Outputs, .. partials,
            .. parts.Hessian ? from output in model.Outputs from pair in Pairs(model.Inputs.Count) select SecondName(output,
                model.Inputs[pair.I], model.Inputs[pair.J]) : [],
            .. parts.Deviations ? model.Outputs.Concat(partials).Select(name => $"{name}_std") : [],
        ];
    }

    /// <summary>Reads points, which must be whole, and writes a row for each in their order.</summary>
    /// <returns>A sentence if points lie outside the box of the rows that the model was fitted to, else null.</returns>
    /// <exception cref="SobolevException">
    /// The table has mistakes (exit 3), or the model does not know how sure it is (exit 2); nothing has been written then.
    /// </exception>
    public static string? Write(TrainedModel model, TableSource data, PredictionParts parts, TextWriter to)
    {
        if (parts.Deviations)
            model.RequireUncertainty();
        var points = PointTable.Read(data, model.Inputs, model.HasNames);
        to.Write(Csv.Line(Header(model, parts)) + "\n");
        foreach (var some in points.Chunk(RowsAtOnce * model.Inputs.Count))
            Write(model, some, parts, to);
        return Outside(model, points);
    }

    private static void Write(TrainedModel model, double[] points, PredictionParts parts, TextWriter to)
    {
        var (inputs, outputs, entries) = (model.Inputs.Count, model.Outputs.Count, model.Outputs.Count * model.Inputs.Count);
        var (values, jacobians) = model.Model.Predict(points);
        var deviations = parts.Deviations ? model.Fitted.Uncertainty!.At(model.Model, points) : ([], []);
        for (var row = 0; row < points.Length / inputs; row++)
        {
            IEnumerable<double> numbers = [.. points.AsSpan(row * inputs, inputs), .. values.AsSpan(row * outputs, outputs),
                .. jacobians.AsSpan(row * entries, entries)];
            if (parts.Hessian)
                numbers = numbers.Concat(Upper(model.Model.Hessian(points.AsSpan(row * inputs, inputs)), outputs, inputs));
            if (parts.Deviations)
                numbers = numbers.Concat(deviations.Values[(row * outputs)..((row + 1) * outputs)])
                    .Concat(deviations.Jacobians[(row * entries)..((row + 1) * entries)]);
            to.Write(Csv.Line(numbers.Select(number => (object?)number)) + "\n");
        }
    }

    private static string? Outside(TrainedModel model, double[] points)
    {
        var (fitted, inputs) = (model.Fitted, model.Inputs.Count);
        var rows = points.Chunk(inputs).ToArray();
        var outside = rows.Count(point => !fitted.Covers(point));
        if (outside == 0)
            return null;
        var farthest = Enumerable.Range(0, inputs)
            .Select(input =>
                (Input: input, By: rows.Max(point => Math.Max(fitted.Low[input] - point[input], point[input] - fitted.High[input])
                    / (fitted.High[input] - fitted.Low[input]))))
            .MaxBy(pair => pair.By).Input;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{outside} of {rows.Length} points lie outside the rows that the model was fitted to, where it is a guess "
            + $"({model.Inputs[farthest]} was {fitted.Low[farthest]:G6} to {fitted.High[farthest]:G6})");
    }

    private static IEnumerable<double> Upper(double[] hessian, int outputs, int inputs) =>
        from output in Enumerable.Range(0, outputs) from pair in Pairs(inputs) select hessian[(output * inputs + pair.I) * inputs + pair.J];

    private static IEnumerable<(int I, int J)> Pairs(int inputs) =>
        from i in Enumerable.Range(0, inputs) from j in Enumerable.Range(i, inputs - i) select (i, j);

    private static string SecondName(string output, string a, string b) => a == b ? $"d2{output}/d{a}2" : $"d2{output}/d{a}d{b}";
}
