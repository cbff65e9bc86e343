using Sobolev.Files;
using Sobolev.State;

namespace Sobolev.Runs;

/// <summary>
/// Rows of numbers that a trial adds at its evaluations, for what metrics.csv has no column for. They travel with its checkpoints, and
/// are one of its reports when it has finished.
/// </summary>
/// <param name="name">Name of the report.</param>
/// <param name="columns">Columns of the numbers, after the column step.</param>
internal sealed class TimeSeries(string name, IReadOnlyList<string> columns)
{
    private const string StepColumn = "step";

    private readonly List<long> _steps = [];
    private readonly List<double[]> _rows = [];

    /// <summary>The step of each row.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>The series that a finished trial left.</summary>
    /// <exception cref="SobolevException">The report is missing or not a table of numbers by step (exit 3).</exception>
    public static TimeSeries Of(RunResults results, TrialPlan plan, string name)
    {
        var (header, rows) = results.ReportOf(plan, name);
        if (header[0] != StepColumn)
        {
            throw new SobolevException(ExitCode.DataMissing,
                $"the report {name} of {plan.Name} begins with the column {header[0]}, not {StepColumn}; train the trial again");
        }

        var series = new TimeSeries(name, header[1..]);
        foreach (var row in rows)
            series.Add(Csv.Integer(row[0], name), Array.ConvertAll(row[1..], field => Csv.Number(field, $"{name} of {plan.Name}")));
        return series;
    }

    /// <summary>The series of all trials one below another, each row behind the keys and the seed of its trial.</summary>
    /// <param name="results">Results of a finished run with at least one trial.</param>
    /// <param name="keyColumns">Key columns of the experiment.</param>
    /// <param name="name">Name of the report; the table is NAME.csv.</param>
    /// <returns>The table; none for results that were shared without the reports.</returns>
    public static IReadOnlyList<ResultTable> Tables(RunResults results, IReadOnlyList<string> keyColumns, string name)
    {
        if (!results.SeriesOf(name).IsThere)
            return [];
        var reports = results.Plans.Select(plan => (Plan: plan, Report: results.ReportOf(plan, name))).ToArray();
        return
        [
            new ResultTable($"{name}.csv", [.. keyColumns, "seed", .. reports[0].Report.Header],
            [
                .. from trial in reports
                   from row in trial.Report.Rows
                   select (IReadOnlyList<object?>)[.. trial.Plan.Keys, trial.Plan.Seed, .. row],
            ]),
        ];
    }

    public void Add(long step, IReadOnlyList<double> numbers)
    {
        if (numbers.Count != columns.Count)
            throw new ArgumentException($"{numbers.Count} numbers for the {columns.Count} columns of {name}", nameof(numbers));
        _steps.Add(step);
        _rows.Add([.. numbers]);
    }

    /// <summary>One column, a number per row.</summary>
    public IReadOnlyList<double> Of(string column)
    {
        var place = PlaceOf(column);
        return [.. _rows.Select(row => row[place])];
    }

    /// <summary>The rows that have a number in a column.</summary>
    public TimeSeries Where(string column, double number)
    {
        var (place, some) = (PlaceOf(column), new TimeSeries(name, columns));
        for (var row = 0; row < _rows.Count; row++)
        {
            if (_rows[row][place] == number)
                some.Add(_steps[row], _rows[row]);
        }

        return some;
    }

    public TrialReport Report() =>
        new(name, [StepColumn, .. columns], [.. _steps.Zip(_rows, (step, row) => (IReadOnlyList<object?>)[step, .. row.Cast<object?>()])]);

    public void Save(TrialState state)
    {
        state.Put<long>($"{name}.steps", _steps.ToArray());
        state.Put<double>($"{name}.numbers", _rows.SelectMany(row => row).ToArray());
    }

    public void Load(TrialState state)
    {
        _steps.Clear();
        _rows.Clear();
        _steps.AddRange(state.Values<long>($"{name}.steps"));
        _rows.AddRange(state.Values<double>($"{name}.numbers").Chunk(columns.Count));
    }

    private int PlaceOf(string column) => columns.ToList().IndexOf(column) is var place and >= 0
        ? place
        : throw new ArgumentException($"{name} has no column {column}", nameof(column));
}
