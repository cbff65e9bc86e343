namespace Sobolev.Runs;

/// <summary>A run as one HTML file: what was asked, what came out, curves, pictures, provenance.</summary>
public static class RunReport
{
    /// <param name="folder">A run folder.</param>
    /// <exception cref="SobolevException">The folder has no run (exit 2).</exception>
    public static string Of(string folder)
    {
        var record = RunRecord.Read(folder);
        var run = NamedRuns.In([folder])[0];
        var page = new HtmlPage($"{record.Verb}: {run.Name}", $"{record.Status}, started {record.Started}");
        page.Command(record.Json["command_line"]?.ToString() ?? "");
        if (RunCatalogue.SummaryOf(folder) is { } summary)
            page.Table("Summary", summary.Header, summary.Rows);
        if (File.Exists(RunResults.MetricsPath(folder, null)))
            page.Figure("Curves", RunCurves.Of([run]).Svg());
        page.Pictures(Path.Combine(folder, "plots"));
        page.Text("Config", Path.Combine(folder, "config.yaml"));
        page.Text("Provenance", Path.Combine(folder, "run.json"));
        return page.ToString();
    }
}
