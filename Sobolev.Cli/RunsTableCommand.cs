using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs table</c>: runs as one table.</summary>
internal static class RunsTableCommand
{
    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "run folders, or folders with runs below them",
            Arity = ArgumentArity.OneOrMore
        };
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var csv = new Option<bool>("--csv") { Description = "print CSV with every digit on standard output" };
        var command = new Command("table", "show runs as one table: the keys in which they differ, and their summaries")
        { folders, csv, json };
        command.SetAction(parsed =>
        {
            var table = Of(NamedRuns.In(parsed.GetRequiredValue(folders)));
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(terminal, new JsonObject { ["rows"] = new JsonArray([.. ResultScreen.Rows(table)]) });
            else if (parsed.GetValue(csv))
                terminal.Output.Write(Csv.Text(table.Header, table.Rows));
            else
                ResultScreen.WriteSummary(terminal, table);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Summary Of(IReadOnlyList<NamedRun> runs)
    {
        var records = runs.Select(run => RunRecord.Read(run.Folder)).ToArray();
        // the verb counts as a key
        var configs = runs.Zip(records,
            (run, record) => new Dictionary<string, string>(NamedRuns.ConfigOf(run.Folder)) { ["verb"] = record.Verb }).ToArray();
        var table = runs.Select((run, k) => new TableRun(run.Name, records[k].Status, configs[k], RunCatalogue.SummaryOf(run.Folder)));
        return RunTable.Of([.. table], RunTable.Differing(configs));
    }
}
