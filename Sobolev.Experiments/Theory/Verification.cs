using System.Diagnostics;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Theory;

/// <summary>Runs checks one after the other and keeps what they found in a run folder, as other verbs keep their runs.</summary>
/// <remarks>No trial is trained here and nothing is worth a checkpoint, so there is no metrics.csv and no resume.</remarks>
public static class Verification
{
    public const string Verb = "verify";

    /// <summary>Columns of summary.csv: a row per measured quantity.</summary>
    internal static readonly string[] Header = ["check", "quantity", "measured", "relation", "bound", "holds"];

    /// <param name="finished">Told of each check when it is done.</param>
    public static RunOutcome Run(IReadOnlyList<ICheck> checks, VerifyConfig config, RunRequest request,
        Action<CheckReport> finished, TimeProvider time)
    {
        var label = checks.Count == 1 ? checks[0].Name : $"{checks.Count}-checks";
        var record = RunRecord.New(
            Verb, [config.Seed], Configuration.ConfigWriter.Texts(config), time,
            Provenance.Collect(request.CommandLine, config, TorchFacts.Of(ComputeDevice.Cpu)));
        using var folder = RunFolder.Create(request, label, time, fill: made =>
        {
            AtomicFile.WriteText(Path.Combine(made, "config.yaml"), request.ConfigText);
            record.Write(made);
        });
        folder.Log.Information("{Verb}: {CommandLine}", Verb, string.Join(' ', request.CommandLine));
        if (LibTorch.Convolutions.Note is { } note)
            folder.Log.Warning("{Note}", note);
        try
        {
            var reports = checks.Select(check => Report(check, config, folder, finished)).ToArray();
            return Ended(reports, folder, record, time);
        }
        catch (Exception error)
        {
            folder.Log.Error(error, "the run failed");
            record.Ended(RunStatus.Failed, time);
            record.Write(folder.Path);
            throw;
        }
    }

    private static CheckReport Report(ICheck check, VerifyConfig config, RunFolder folder, Action<CheckReport> finished)
    {
        var begun = Stopwatch.GetTimestamp();
        var result = check.Run(config);
        PlotFolder.Fill(folder.PlotsPath, config.Plots, threads: 1, plots =>
        {
            foreach (var (name, draw) in result.Pictures)
                plots.Save(name, draw());
        });

        foreach (var (name, network) in result.Models)
        {
            Directory.CreateDirectory(folder.At("models"));
            var (tensors, metadata) = network.Tensors();
            AtomicFile.Write(folder.At("models", name + ".safetensors"), stream => SafeTensors.Write(stream, tensors, metadata));
        }

        folder.Log.Information("{Check} {Verdict} ({Seconds:F1} s): {Statement}", check.Name, result.Holds ? "holds" : "does not hold",
            Stopwatch.GetElapsedTime(begun).TotalSeconds, check.Statement);
        folder.Log.Information("{Check}: built {Built}", check.Name, result.Built);
        var report = new CheckReport(check, result);
        finished(report);
        return report;
    }

    private static RunOutcome Ended(IReadOnlyList<CheckReport> reports, RunFolder folder, RunRecord record, TimeProvider time)
    {
        var summary = new Summary(Header, [.. reports.SelectMany(report => Rows(report))]);
        AtomicFile.WriteText(folder.SummaryPath, Csv.Text(summary.Header, summary.Rows));
        string[] failed = [.. reports.Where(report => !report.Result.Holds).Select(report => report.Check.Name)];
        var status = failed.Length == 0 ? RunStatus.Done : RunStatus.Failed;
        record.Ended(status, time);
        record.Write(folder.Path);
        return failed.Length == 0
            ? new RunOutcome(folder.Path, Verb, status, ExitCode.Done, summary, null)
            : new RunOutcome(folder.Path, Verb, status, ExitCode.Failed, summary,
                $"{string.Join(", ", failed)}: does not hold; {Path.Combine(folder.Path, "summary.csv")} has every quantity");
    }

    private static IEnumerable<IReadOnlyList<object?>> Rows(CheckReport report) =>
        report.Result.Findings.Select(finding => (IReadOnlyList<object?>)[report.Check.Name, finding.Quantity, finding.Measured,
            finding.Relation, finding.Bound, finding.Holds ? "true" : "false"]);
}
