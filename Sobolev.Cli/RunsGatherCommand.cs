using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs gather</c>: one summary, or one run folder, of several runs.</summary>
internal static class RunsGatherCommand
{
    public static Command Create(Terminal terminal, IReadOnlyList<string> words)
    {
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = "run folders, or folders with runs below them",
            Arity = ArgumentArity.OneOrMore
        };
        var to = new Option<string?>("--out") { Description = "also write the summary into this CSV file", HelpName = "FILE" };
        var into = new Option<string?>("--into")
        {
            Description = "also make this run folder, with the rows, reports, models and plots of all runs",
            HelpName = "DIR",
        };
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var csv = new Option<bool>("--csv") { Description = "print CSV with every digit on standard output" };
        var command = new Command("gather", "make one summary, or one run folder, of runs that differ in seeds and methods alone")
        { folders, to, into, csv, json };
        command.SetAction(parsed =>
        {
            var runs = NamedRuns.In(parsed.GetRequiredValue(folders));
            var verb = Verbs.WithParts.FirstOrDefault(known => known.Name == RunRecord.Read(runs[0].Folder).Verb);
            var gathering = new RunGathering(runs, AxesOf(verb));
            if (parsed.GetValue(into) is { } folder)
                Make(verb, runs, gathering, Path.TrimEndingDirectorySeparator(folder));
            var summary = gathering.Summary();
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

        void Make(IVerb? verb, IReadOnlyList<NamedRun> runs, RunGathering gathering, string folder)
        {
            var made = (verb ?? throw new SobolevException(ExitCode.Usage, $"--into: {runs[0].Folder} is not the run of an experiment"))
                .Gather(runs, gathering, folder, ["sobolev", .. words]);
            if (made.LeftOut.Count > 0)
                terminal.WriteLine($"the folder has no {string.Join(" and no ", made.LeftOut)}, since not every run has them");
            if (made.Plots.LeftOut.Count > 0)
                terminal.WriteLine(RunsDrawCommand.SentenceOf(made.Plots.LeftOut));
            terminal.WriteLine($"run folder: {folder}");
        }
    }

    private static string[] AxesOf(IVerb? verb) => verb is null ? [] :
    [
        .. ConfigKey.Leaves(ConfigKey.Of(verb.Defaults.GetType())).Where(key => key.IsTrialAxis).Select(key => key.Path),
    ];
}
