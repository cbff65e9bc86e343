using System.CommandLine;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs export</c>: the curves of runs for other programs.</summary>
internal static class RunsExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "run folders, or folders with runs below them",
            Arity = ArgumentArity.OneOrMore
        };
        var to = new Option<string>("--tensorboard")
        {
            Description = "write the metrics of every trial as events into this log folder of TensorBoard",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("export", "write the curves of runs for TensorBoard (tensorboard --logdir DIR)") { folders, to };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(to);
            var count = TensorBoardExport.Write(NamedRuns.In(parsed.GetRequiredValue(folders)), folder);
            terminal.WriteLine($"written: {count} {(count == 1 ? "trial" : "trials")} below {folder}");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
