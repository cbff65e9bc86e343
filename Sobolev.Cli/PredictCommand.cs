using System.CommandLine;
using Sobolev.Data;
using Sobolev.Export;
using Sobolev.Files;

namespace Sobolev.Cli;

/// <summary><c>sobolev predict</c>: evaluates a model of fit or regress at new points.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = ModelOption();
        var trial = TrialOption();
        var data = new Option<string>("--data")
        {
            Description = "table with the model's input columns; - is standard input",
            HelpName = "FILE",
            Required = true,
        };
        var to = new Option<string?>("--out") { Description = "output file [default: -, standard output]", HelpName = "FILE" };
        var hessian = new Option<bool>("--hessian") { Description = "also compute second partials" };
        var deviations = DeviationsOption();
        var command = new Command(
            "predict",
            "evaluate a trained model at new points: values, gradients and second derivatives, in your units\n\nExample: sobolev predict "
            + "--model results/fit/RUN --data new.csv --out predicted.csv") { model, trial, data, to, hessian, deviations };
        command.SetAction(parsed =>
        {
            var trained = TrainedModel.Open(parsed.GetRequiredValue(model), parsed.GetValue(trial));
            terminal.WriteLine($"model: {trained.Path}");
            if (parsed.GetValue(to) is { } output and not "-")
            {
                OutputFile.RefuseInput(output, trained.Path, "the model's own file");
                OutputFile.RefuseInput(output, parsed.GetRequiredValue(data), "the file of the points");
            }

            var source = new TableSource(parsed.GetRequiredValue(data), terminal.Input);
            if (source.IsInput && terminal.InputIsTerminal)
                terminal.WriteLine("reading the points from standard input; end them with Ctrl+D");
            var parts = new PredictionParts(parsed.GetValue(hessian), parsed.GetValue(deviations));
            string? outside = null;
            if (parsed.GetValue(to) is { } path and not "-")
            {
                AtomicFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true);
                    outside = Prediction.Write(trained, source, parts, writer);
                });
            }
            else
            {
                outside = Prediction.Write(trained, source, parts, terminal.Output);
            }

            if (outside is not null)
                terminal.WriteLine(outside);
            return (int)ExitCode.Done;
        });
        return command;
    }

    public static Option<string> ModelOption() => new("--model")
    {
        Description = "run folder of fit or regress, or one of its models/*.safetensors",
        HelpName = "RUN",
        Required = true,
    };

    public static Option<bool> DeviationsOption() => new("--std")
    {
        Description = "also compute standard deviations, calibrated on the held-out rows (models of fit)",
    };

    public static Option<string?> TrialOption() => new("--trial")
    {
        Description = "name of the model in the run, e.g. option-200-sobolev-seed0 [default: the best, for a run of fit]",
        HelpName = "NAME",
    };
}
