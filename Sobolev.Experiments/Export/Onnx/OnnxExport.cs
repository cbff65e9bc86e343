using Sobolev.Files;
using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>
/// An ONNX graph from "x" (batch, inputs) to "value" (batch, outputs) and "gradient" (batch, outputs, inputs), and to "value_std" and
/// "gradient_std" of the same shapes where standard deviations are asked for, all in the user's units.
/// </summary>
/// <remarks>
/// The scaling is included, and the closed-form gradient is part of the graph. A process computes in 64 bits: its weights are large, and
/// their sums cancel.
/// </remarks>
internal static class OnnxExport
{
    public static void Write(TrainedModel model, ExportOptions options, Stream stream)
    {
        var (inputs, outputs) = (model.Inputs.Count, model.Outputs.Count);
        var isDouble = options.IsDouble ?? false;
        var onnx = new OnnxFile(isDouble, computesInDouble: isDouble || model.Model is ProcessModel);
        onnx.Metadata("inputs", Csv.Line(model.Inputs));
        onnx.Metadata("outputs", Csv.Line(model.Outputs));
        var x = onnx.Input("x", inputs);
        var (value, gradient) = model.Model is NetworkModel network
            ? OnnxNetwork.At(onnx, network, x)
            : OnnxProcess.At(onnx, (ProcessModel)model.Model, x);
        onnx.Output("value", value, outputs);
        onnx.Output("gradient", gradient, outputs, inputs);
        if (options.HasDeviations)
        {
            (value, gradient) = DeviationsOf(onnx, model, x);
            onnx.Output("value_std", value, outputs);
            onnx.Output("gradient_std", gradient, outputs, inputs);
        }

        onnx.Write(stream, options.Name, typeof(OnnxExport).Assembly.GetName().Version?.ToString(3) ?? "");
    }

    private static (string Value, string Gradient) DeviationsOf(OnnxFile onnx, TrainedModel model, string x)
    {
        var uncertainty = model.Fitted.Uncertainty!;
        if (model.Model is not ProcessModel process)
            return OnnxSpread.At(onnx, (NetworkModel)model.Model, uncertainty, x);
        OnnxProcessDeviations.Refuse(model.Path, process);
        return OnnxProcessDeviations.At(onnx, process, uncertainty, x);
    }
}
