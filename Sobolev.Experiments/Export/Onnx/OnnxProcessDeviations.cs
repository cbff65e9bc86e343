using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The standard deviations of a Gaussian process as nodes (<see cref="KrigingModel.Variances"/>).</summary>
internal static class OnnxProcessDeviations
{
    /// <summary>0.5 GB; a file of this format ends at 2 GB.</summary>
    private const long MostNumbers = 64_000_000;

    /// <exception cref="SobolevException">The matrices are too large for a file (exit 2).</exception>
    public static void Refuse(string path, ProcessModel model)
    {
        var numbers = model.Processes.Sum(process => (long)process.Data.Equations * process.Data.Equations);
        if (numbers > MostNumbers)
            throw new SobolevException(
                ExitCode.Usage,
                $"--std: {path}: the deviations of this process need {numbers} numbers, {MostNumbers} are the most; compute points with "
                + "predict --std");
    }

    public static (string Value, string Gradient) At(OnnxFile onnx, ProcessModel model, Uncertainty uncertainty, string x)
    {
        var a = OnnxScaling.Scaled(onnx, model.Scaling, x);
        string[] outputs =
        [
            .. model.Processes.Select((process, output) =>
                At(onnx, process, a, Units(model, output), Calibration(model, uncertainty, output))),
        ];
        int[] partials = [.. Enumerable.Range(1, model.Inputs)];
        return (
            onnx.Concat(1, [.. outputs.Select(output => onnx.Gather(output, 1, 0))]),
            onnx.Concat(1, [.. outputs.Select(output => onnx.Unsqueeze(onnx.Gather(output, 1, partials), 1))]));
    }

    /// <summary>The units of an output's value and partials in parts of the scaled ones.</summary>
    private static double[] Units(ProcessModel model, int output)
    {
        var scale = model.Scaling.OutputScale[output];
        return [scale, .. model.Scaling.InputScale.Select(input => scale / input)];
    }

    /// <summary>The factors and the squared floors of an output's value and partials.</summary>
    private static (double[] Factors, double[] Floors) Calibration(ProcessModel model, Uncertainty uncertainty, int output)
    {
        int[] columns = [output, .. Enumerable.Range(model.Outputs + output * model.Inputs, model.Inputs)];
        return (
            Array.ConvertAll(columns, column => uncertainty.Factors[column]),
            Array.ConvertAll(columns, column => uncertainty.Floors[column] * uncertainty.Floors[column]));
    }

    /// <summary>(batch, 1 + inputs)</summary>
    private static string At(OnnxFile onnx, KrigingModel process, string a, double[] units, (double[] Factors, double[] Floors) calibration)
    {
        var (data, solution, kinds) = (process.Data, process.Solution, 1 + process.Data.Inputs);
        var cross = OnnxCrossCovariance.At(onnx, process, a);
        var explained = onnx.Node("MatMul", onnx.Constant(process.InverseFactor(), data.Equations, data.Equations), cross);
        double[] prior = [.. Observable.All(data.Inputs, order: 1).Select(process.PriorVariance)];
        var rest = onnx.Node("Sub", onnx.Constant(prior, kinds), onnx.Sum(onnx.Node("Mul", explained, explained), 1, keeps: false));
        if (solution.Information > 0)
        {
            // the mean is estimated too
            double[] ofMean = [1, .. new double[data.Inputs]];
            var known = onnx.Sum(onnx.Node("Mul", cross, onnx.Constant(solution.OfOnes, data.Equations, 1)), 1, keeps: false);
            var unexplained = onnx.Node("Sub", onnx.Constant(ofMean, kinds), known);
            var square = onnx.Node("Mul", unexplained, unexplained);
            rest = onnx.Node("Add", rest, onnx.Node("Div", square, onnx.Constant([solution.Information])));
        }

        double[] variances = Array.ConvertAll(units, unit => unit * unit * solution.Variance);
        var variance = onnx.Node("Mul", onnx.Node("Relu", rest), onnx.Constant(variances, kinds));
        var whole = onnx.Node("Add", variance, onnx.Constant(calibration.Floors, kinds));
        return onnx.Node("Mul", onnx.Node("Sqrt", whole), onnx.Constant(calibration.Factors, kinds));
    }
}
