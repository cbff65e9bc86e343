using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Runs;

/// <summary>The rows of a finished run, for summary and pictures.</summary>
public sealed class RunResults(IExperiment experiment, IReadOnlyList<TrialPlan> plans, IReadOnlyList<IReadOnlyList<string[]>> rows,
    string folder, string? stage = null)
{
    public IReadOnlyList<TrialPlan> Plans { get; } = plans;

    /// <summary>The models, for pictures; people share results without them.</summary>
    public PictureSource Models => new(ModelsPath(folder, stage), Directory.Exists(ModelsPath(folder, stage)));

    /// <summary>The reports, for pictures. Beside models a missing report is an error; without them the folder may be absent too.</summary>
    public PictureSource Reports => new(ReportsPath(folder), Models.IsThere || Directory.Exists(ReportsPath(folder)));

    /// <summary>A report of which the run has a table of all trials too (<see cref="TimeSeries.Tables"/>): either serves.</summary>
    /// <param name="report">Its name; the table is NAME.csv.</param>
    public PictureSource SeriesOf(string report) =>
        !Reports.IsThere && File.Exists(TablePath(report)) ? new PictureSource(TablePath(report), true) : Reports;

    /// <summary>The results of the trials that a run folder has rows and a model of; those of a stage, where one is named.</summary>
    public static RunResults Read(IExperiment experiment, IReadOnlyList<TrialPlan> plans, string folder, string? stage = null) =>
        Of(experiment, [.. plans.Where(plan => File.Exists(ModelPath(folder, stage, plan)))], folder, stage);

    /// <summary>As <see cref="Read"/>, but in a folder that has no models at all, the results of all trials that have rows.</summary>
    public static RunResults ReadShared(IExperiment experiment, IReadOnlyList<TrialPlan> plans, string folder, string? stage = null) =>
        Directory.Exists(ModelsPath(folder, stage))
            ? Read(experiment, plans, folder, stage)
            : Of(experiment, plans, folder, stage);

    private static RunResults Of(IExperiment experiment, IReadOnlyList<TrialPlan> plans, string folder, string? stage)
    {
        var keyColumns = experiment.KeyColumns.Count + 1;
        var (header, all) = Csv.Read(MetricsPath(folder, stage));
        if (!header.SequenceEqual([.. experiment.KeyColumns, "seed", "step", .. experiment.Metrics, "seconds"]))
            throw new SobolevException(ExitCode.DataMissing,
                $"{MetricsPath(folder, stage)}: its columns are not those of {experiment.Verb}");
        var rows = all.ToLookup(row => Csv.Line(row.Take(keyColumns)));
        TrialPlan[] trained = [.. plans.Where(plan => rows.Contains(plan.RowKey))];
        return new RunResults(experiment, trained, [.. trained.Select(plan => rows[plan.RowKey].ToArray())], folder, stage);
    }

    /// <summary>The steps of a trial's rows.</summary>
    public IReadOnlyList<long> StepsOf(TrialPlan plan) =>
        [.. RowsOf(plan).Select(row => Csv.Integer(row[experiment.KeyColumns.Count + 1], MetricsPath(folder, stage)))];

    /// <summary>One metric of a trial, a number per row; an empty field is not-a-number.</summary>
    public IReadOnlyList<double> MetricOf(TrialPlan plan, string metric)
    {
        var column = experiment.KeyColumns.Count + 2 + experiment.Metrics.ToList().IndexOf(metric);
        return [.. RowsOf(plan).Select(row => Csv.Number(row[column], MetricsPath(folder, stage)))];
    }

    /// <summary>The last number of one metric, of each of several trials.</summary>
    public IReadOnlyList<double> LastOf(IEnumerable<TrialPlan> plans, string metric) =>
        [.. plans.Select(plan => MetricOf(plan, metric)[^1])];

    /// <summary>The model that a trial left.</summary>
    public TensorFile ModelOf(TrialPlan plan) => SafeTensors.Read(ModelPath(folder, stage, plan));

    /// <summary>A table that a trial left.</summary>
    public (string[] Header, List<string[]> Rows) ReportOf(TrialPlan plan, string report)
    {
        if (SeriesOf(report) == Reports)
            return Csv.Read(ReportPath(folder, stage, plan, report));
        var keyColumns = experiment.KeyColumns.Count + 1;
        var (header, rows) = Csv.Read(TablePath(report));
        if (!header.Take(keyColumns).SequenceEqual([.. experiment.KeyColumns, "seed"]))
            throw new SobolevException(ExitCode.DataMissing, $"{TablePath(report)}: its columns are not those of {experiment.Verb}");
        return (header[keyColumns..],
            [.. rows.Where(row => Csv.Line(row.Take(keyColumns)) == plan.RowKey).Select(row => row[keyColumns..])]);
    }

    internal static string ReportPath(string folder, string? stage, TrialPlan plan, string report) =>
        Path.Combine([ReportsPath(folder), .. stage is null ? Array.Empty<string>() : [stage], plan.Name, report + ".csv"]);

    internal static string MetricsPath(string folder, string? stage) => Path.Combine(folder, $"{stage ?? "metrics"}.csv");

    internal static string ModelPath(string folder, string? stage, TrialPlan plan) =>
        Path.Combine(ModelsPath(folder, stage), plan.Name + ".safetensors");

    private string TablePath(string report) => Path.Combine(folder, report + ".csv");

    private static string ModelsPath(string folder, string? stage) => Path.Combine(folder, stage ?? "models");

    private static string ReportsPath(string folder) => Path.Combine(folder, "reports");

    private IReadOnlyList<string[]> RowsOf(TrialPlan plan) => rows[Plans.ToList().IndexOf(plan)];
}

/// <summary>A CSV file of the run folder.</summary>
/// <param name="Name">Its file name, e.g. modules.csv.</param>
public sealed record ResultTable(string Name, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object?>> Rows);
