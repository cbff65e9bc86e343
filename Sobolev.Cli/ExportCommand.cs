using System.CommandLine;
using Sobolev.Configuration;
using Sobolev.Export;
using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary><c>sobolev export</c>: a model of fit or regress for other programs.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, (string Extension, Action<TrainedModel, bool, Stream> Write)> _formats = new()
    {
        ["onnx"] = (".onnx", ModelExport.WriteOnnx),
        ["safetensors"] = (".safetensors", ModelExport.WriteSafetensors),
    };

    public static Command Create(Terminal terminal)
    {
        var model = PredictCommand.ModelOption();
        var trial = PredictCommand.TrialOption();
        var format = new Option<string>("--format")
        {
            Description = "onnx (a graph that computes value and gradient) or safetensors (weights with the scaling folded in)",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "onnx",
        };
        var precision = new Option<string>("--precision")
        {
            Description = "float32 or float64",
            HelpName = "TYPE",
            DefaultValueFactory = _ => "float32",
        };
        format.CompletionSources.Add([.. _formats.Keys]);
        precision.CompletionSources.Add("float32", "float64");
        var to = new Option<string?>("--out")
        {
            Description = "output file [default: the model's name in the current "
            + "folder]",
            HelpName = "FILE"
        };
        var command = new Command(
            "export",
            "export a trained model for other programs, with its scaling included\n\nExample: sobolev export --model results/fit/RUN "
            + "--format onnx --out model.onnx") { model, trial, format, precision, to };
        command.SetAction(parsed =>
        {
            var (extension, write) = Chosen(_formats, parsed.GetRequiredValue(format), "--format");
            var isDouble = Chosen(new Dictionary<string, bool> { ["float32"] = false, ["float64"] = true },
                parsed.GetRequiredValue(precision), "--precision");
            var trained = TrainedModel.Open(parsed.GetRequiredValue(model), parsed.GetValue(trial));
            var path = parsed.GetValue(to) ?? Path.GetFileNameWithoutExtension(trained.Path) + extension;
            OutputFile.RefuseInput(path, trained.Path, "the model's own file");
            AtomicFile.Write(path, stream => write(trained, isDouble, stream));
            terminal.WriteLine($"model: {trained.Path}");
            terminal.Output.WriteLine(path);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static T Chosen<T>(Dictionary<string, T> known, string name, string option) =>
        known.TryGetValue(name, out var value) ? value : throw new SobolevException(
            ExitCode.Usage,
            $"{option} {name}: unknown{(Nearest.Name(name, known.Keys) is { } nearest ? $"; did you mean {nearest}?" : "")} (there are "
            + $"{string.Join(", ", known.Keys)})");
}
