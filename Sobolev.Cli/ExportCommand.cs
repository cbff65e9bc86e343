using System.CommandLine;
using Sobolev.Configuration;
using Sobolev.Export;
using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary><c>sobolev export</c>: a model of fit or regress for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = PredictCommand.ModelOption();
        var trial = PredictCommand.TrialOption();
        var format = FormatOption();
        var precision = new Option<string?>("--precision")
        {
            Description = "float32 or float64 numbers [default: float32; source files always have float64]",
            HelpName = "TYPE",
        };
        precision.CompletionSources.Add("float32", "float64");
        var deviations = PredictCommand.DeviationsOption();
        var to = new Option<string?>("--out")
        {
            Description = "output file [default: the model's name in the current folder]",
            HelpName = "FILE",
        };
        var command = new Command(
            "export",
            "export a trained model for other programs, with its scaling included\n\nExample: sobolev export --model results/fit/RUN "
            + "--format onnx --out model.onnx") { model, trial, format, precision, deviations, to };
        command.SetAction(parsed =>
        {
            var chosen = Chosen(ExportFormat.All.ToDictionary(known => known.Name), parsed.GetRequiredValue(format), "--format");
            var trained = TrainedModel.Open(parsed.GetRequiredValue(model), parsed.GetValue(trial));
            var path = parsed.GetValue(to) ?? chosen.FileNameOf(Path.GetFileNameWithoutExtension(trained.Path));
            var isDouble = parsed.GetValue(precision) is { } name
                ? Chosen(new Dictionary<string, bool?> { ["float32"] = false, ["float64"] = true }, name, "--precision")
                : null;
            OutputFile.RefuseInput(path, trained.Path, "the model's own file");
            var options = new ExportOptions(Path.GetFileNameWithoutExtension(path), isDouble, parsed.GetValue(deviations));
            AtomicFile.Write(path, stream => chosen.Write(trained, options, stream));
            terminal.WriteLine($"model: {trained.Path}");
            terminal.Output.WriteLine(path);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<string> FormatOption()
    {
        var format = new Option<string>("--format")
        {
            Description = "onnx (a graph that computes value and gradient), safetensors (weights with the scaling folded in), "
                + "or csharp, python, c (one source file without dependencies)",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "onnx",
        };
        format.CompletionSources.Add([.. ExportFormat.All.Select(known => known.Name)]);
        return format;
    }

    private static T Chosen<T>(Dictionary<string, T> known, string name, string option) =>
        known.TryGetValue(name, out var value) ? value : throw new SobolevException(
            ExitCode.Usage,
            $"{option} {name}: unknown{(Nearest.Name(name, known.Keys) is { } nearest ? $"; did you mean {nearest}?" : "")} (there are "
            + $"{string.Join(", ", known.Keys)})");
}
