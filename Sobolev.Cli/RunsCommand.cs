using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs</c>: lists, shows and redraws runs.</summary>
internal static class RunsCommand
{
    public static Command Create(Terminal terminal) => new("runs", "list, show, tabulate, compare, report and draw runs")
    {
        List(terminal), Show(terminal), RunsTableCommand.Create(terminal), RunsCompareCommand.Create(terminal), RunsReportCommand.Create(terminal), Draw(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var root = new Argument<string>("FOLDER") { Description = "folder to search", DefaultValueFactory = _ => "results" };
        var json = JsonOption();
        var command = new Command("list", "list every run below a folder, oldest first; running ones with their process, dead and damaged ones as such") { root, json };
        command.SetAction(parsed =>
        {
            var runs = RunCatalogue.Below(parsed.GetRequiredValue(root));
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(
                    terminal,
                    new JsonArray(
                        [
                            .. runs.Select(
                                run => new JsonObject
                                {
                                    ["run_dir"] = run.Folder,
                                    ["verb"] = run.Verb,
                                    ["status"] = run.Status,
                                    ["started"] = run.Started,
                                    ["host"] = run.Host,
                                    ["pid"] = run.Pid,
                                    ["problem"] = run.Problem,
                                }),
                        ]));
            else if (runs.Count == 0)
                terminal.WriteLine($"no runs below {parsed.GetValue(root)}");
            else
                ResultScreen.WriteTable(
                    terminal,
                    ["started", "verb", "status", "process", "folder", "problem"],
                    [
                        .. runs.Select(run => new object?[]
                        {
                            run.Started, run.Verb, run.Status, run.Host is null ? null : $"{run.Pid} on {run.Host}", run.Folder, run.Problem,
                        }),
                    ]);
            return (int)ExitCode.Done;
        });
        return command;
    }

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

            terminal.Output.WriteLine(Printable.Of($"{record.Verb}  {RunCatalogue.StateOf(path, record).Status}  started {record.Started}"));
            terminal.Output.WriteLine(Printable.Of(record.Json["command_line"]?.ToString() ?? ""));
            if (summary is not null)
                ResultScreen.WriteSummary(terminal, summary);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Draw(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "a run folder" };
        var command = new Command("draw", "redraw the plots of a run from its metrics and models") { folder };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var verb = RunRecord.Read(path).Verb;
            var drawn = Verbs.WithParts.FirstOrDefault(known => known.Name == verb) ?? throw new SobolevException(
                ExitCode.Usage,
                $"{path}: a run of {verb} has no pictures to draw again");
            drawn.Draw(path);
            terminal.WriteLine($"drawn: {Path.Combine(path, "plots")}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "print JSON on standard output" };
}
