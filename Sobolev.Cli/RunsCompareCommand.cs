using System.CommandLine;
using System.Text.Json.Nodes;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs compare</c>: the keys in which runs differ, then their metrics side by side.</summary>
internal static class RunsCompareCommand
{
    private const int Most = 100;

    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("RUN")
        {
            Description = "run folders of one verb; ratios are to the first",
            Arity = new ArgumentArity(2, Most)
        };
        var json = new Option<bool>("--json") { Description = "print JSON on standard output" };
        var plot = new Option<string?>("--plot") { Description = "also draw the curves of all runs into this PNG file", HelpName = "FILE" };
        var command = new Command("compare", "compare runs: the keys in which they differ, then their summaries side by side")
        { folders, plot, json };
        command.SetAction(parsed =>
        {
            var runs = NamedRuns.In(parsed.GetRequiredValue(folders));
            var comparison = RunComparison.Of(runs);
            if (parsed.GetValue(plot) is { } path)
                RunCurves.Save(path, runs);
            if (parsed.GetValue(json))
                ResultScreen.WriteJson(terminal, Json(comparison));
            else
                Show(terminal, comparison);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Show(Terminal terminal, RunComparison comparison)
    {
        string[] names = [.. comparison.Runs.Select(run => run.Name)];
        if (comparison.Differences.Count > 0)
            ResultScreen.WriteTable(terminal, ["key", .. names],
                [.. comparison.Differences.Select(difference => (IReadOnlyList<object?>)[difference.Key, .. difference.Values])]);
        else
            terminal.WriteLine("the runs have the same keys");
        ResultScreen.WriteTable(
            terminal,
            [.. comparison.KeyColumns, "metric", .. names, .. names.Skip(1).Select((_, k) => $"ratio_{k + 2}_to_1")],
            [.. comparison.Metrics.Select(row =>
                (IReadOnlyList<object?>)[.. row.Keys, row.Metric, .. row.Values.Cast<object?>(), .. Ratios(row).Cast<object?>()])]);
    }

    private static JsonObject Json(RunComparison comparison) => new()
    {
        ["runs"] = new JsonArray([.. comparison.Runs.Select(run => new JsonObject { ["name"] = run.Name, ["run_dir"] = run.Folder })]),
        ["differences"] = new JsonArray([.. comparison.Differences.Select(difference => new JsonObject
        {
            ["key"] = difference.Key,
            ["values"] = new JsonArray([.. difference.Values.Select(value => (JsonNode)value)]),
        })]),
        ["metrics"] = new JsonArray([.. comparison.Metrics.Select(row => new JsonObject
        {
            ["keys"] = new JsonObject(comparison.KeyColumns.Zip(row.Keys, (name, value) => KeyValuePair.Create(name, (JsonNode?)value))),
            ["metric"] = row.Metric,
            ["values"] = Numbers(row.Values),
            ["ratios"] = Numbers(Ratios(row)),
        })]),
    };

    private static IEnumerable<double> Ratios(ComparedMetric row) => row.Values.Skip(1).Select(value => value / row.Values[0]);

    private static JsonArray Numbers(IEnumerable<double> values) =>
        new([.. values.Select(value => double.IsFinite(value) ? (JsonNode)value : null)]);
}
