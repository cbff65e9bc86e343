using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs</c>: lists and shows runs.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal, IReadOnlyList<string> words) =>
        new("runs", "list, show, tabulate, compare, gather, export, tag, report and draw runs")
    {
        RunsListCommand.Create(terminal), Show(terminal), RunsTableCommand.Create(terminal), RunsCompareCommand.Create(terminal),
        RunsGatherCommand.Create(terminal, words), RunsExportCommand.Create(terminal), RunsTagCommand.Create(terminal),
        RunsReportCommand.Create(terminal), RunsDrawCommand.Create(terminal),
    };

    private static Command Show(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "a run folder" };
        var json = JsonOption();
        var command = new Command("show", "show one run: settings, outcome and summary") { folder, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var record = RunRecord.Read(path);
            var summary = RunCatalogue.SummaryOf(path);
            if (parsed.GetValue(json))
            {
                var node = (JsonObject)record.Json.DeepClone();
                node["run_dir"] = path;
                node["summary"] = new JsonArray([.. ResultScreen.Rows(summary)]);
                ResultScreen.WriteJson(terminal, node);
                return (int)ExitCode.Done;
            }

            terminal.Output.WriteLine(
                Printable.Of($"{record.Verb}  {RunCatalogue.StateOf(path, record).Status}  started {record.Started}"));
            terminal.Output.WriteLine(Printable.Of(record.Json["command_line"]?.ToString() ?? ""));
            if (summary is not null)
                ResultScreen.WriteSummary(terminal, summary);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "print JSON on standard output" };
}
