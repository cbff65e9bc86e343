using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs list</c>: the runs below a folder, filtered and sorted.</summary>
internal static class RunsListCommand
{
    public static Command Create(Terminal terminal)
    {
        var root = new Argument<string>("FOLDER") { Description = "folder to search", DefaultValueFactory = _ => "results" };
        var verb = new Option<string?>("--verb") { Description = "only runs of this verb", HelpName = "VERB" };
        var status = new Option<string?>("--status")
        {
            Description = "only runs with this status, e.g. done, running, dead, damaged",
            HelpName = "STATUS",
        };
        var tag = new Option<string[]>("--tag") { Description = "only runs with this tag; repeatable", HelpName = "TAG" };
        var where = new Option<string[]>("--where")
        {
            Description = "only runs whose config has this value, e.g. network.hidden=64,64; repeatable",
            HelpName = "KEY=VALUE",
        };
        var columns = new Option<string?>("--columns")
        {
            Description = $"columns, e.g. folder,optimiser.learning_rate,test_value_mse_mean: {string.Join(", ", RunListing.Standard)}, "
                + $"keys of the config, columns of summary.csv",
            HelpName = "A,B",
        };
        var sort = new Option<string?>("--sort")
        {
            Description = "column to sort by [default: started, oldest first]",
            HelpName = "COLUMN",
        };
        var reverse = new Option<bool>("--reverse") { Description = "largest or newest first" };
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var csv = new Option<bool>("--csv") { Description = "print CSV with every digit on standard output" };
        var command = new Command("list",
            "list the runs below a folder, oldest first; running ones with their process, dead and damaged ones as such")
        {
            root, verb, status, tag, where, columns, sort, reverse, csv, json,
        };
        command.SetAction(parsed =>
        {
            var filter = new RunFilter
            {
                Verb = parsed.GetValue(verb),
                Status = parsed.GetValue(status),
                Tags = parsed.GetValue(tag) ?? [],
                Where = [.. (parsed.GetValue(where) ?? []).Select(RunFilter.Parse)],
            };
            var runs = filter.Of(RunCatalogue.Below(parsed.GetRequiredValue(root)));
            var order = parsed.GetValue(sort) ?? (parsed.GetValue(reverse) ? "started" : null);
            var shown = parsed.GetValue(columns)?.Split(',') ?? RunListing.Standard;
            var table = RunListing.Of(runs, shown, order, parsed.GetValue(reverse));
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(terminal, new JsonObject { ["runs"] = new JsonArray([.. ResultScreen.Rows(table)]) });
            else if (parsed.GetValue(csv))
                terminal.Output.Write(Csv.Text(table.Header, table.Rows));
            else if (runs.Count == 0)
                terminal.WriteLine($"no {(filter.IsEmpty ? "" : "such ")}runs below {parsed.GetValue(root)}");
            else
                ResultScreen.WriteTable(terminal, table.Header, table.Rows);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
