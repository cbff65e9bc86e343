using System.CommandLine;
using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Sweeps;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs report</c>: a run or a sweep as one HTML file.</summary>
internal static class RunsReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "a run folder or the folder of a sweep" };
        var to = new Option<string?>("--out") { Description = "the file to write [default: report.html in the folder]", HelpName = "FILE" };
        var command = new Command("report", "write a run or a sweep as one HTML file that needs no network") { folder, to };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var file = parsed.GetValue(to) ?? Path.Combine(path, "report.html");
            AtomicFile.WriteText(file, SweepFolder.IsAt(path) ? SweepReport.Of(path) : RunReport.Of(path));
            terminal.WriteLine($"written: {file}");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
