using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs gather</c>: one summary over the seeds of several runs.</summary>
internal static class RunsGatherCommand
{
    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "run folders, or folders with runs below them",
            Arity = ArgumentArity.OneOrMore
        };
        var to = new Option<string?>("--out") { Description = "also write the summary into this CSV file", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var csv = new Option<bool>("--csv") { Description = "print CSV with every digit on standard output" };
        var command = new Command("gather", "make one summary over the seeds of runs that differ in their seeds alone")
        { folders, to, csv, json };
        command.SetAction(parsed =>
        {
            var summary = RunGathering.Of(NamedRuns.In(parsed.GetRequiredValue(folders)));
            var text = Csv.Text(summary.Header, summary.Rows);
            if (parsed.GetValue(to) is { } file)
                AtomicFile.WriteText(file, text);
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(terminal, new JsonObject { ["summary"] = new JsonArray([.. ResultScreen.Rows(summary)]) });
            else if (parsed.GetValue(csv))
                terminal.Output.Write(text);
            else
                ResultScreen.WriteSummary(terminal, summary);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
