using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.State;

namespace Sobolev.Tests.Runs;

/// <summary>Rows of numbers from a trial to its checkpoints, its report and the run's table.</summary>
public sealed class TimeSeriesTests : IDisposable
{
    private sealed record Key(params object[] Fields) : ITrialKey
    {
        public IReadOnlyList<object> Values => Fields;
    }

    private static readonly TrialPlan[] _plans = [new TrialPlan(new Key("a", 0.5), 0, 20, 10), new TrialPlan(new Key("b", 1.0), 3, 20, 10)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_series_is_read_back_from_its_report_to_the_bit()
    {
        Keep(_plans[0], Series((0, [1, 0.1]), (0, [2, double.NaN]), (10, [1, 1.0 / 3]), (10, [2, double.PositiveInfinity])));
        var read = TimeSeries.Of(Results(), _plans[0], "parts");
        Assert.Equal([0, 0, 10, 10], read.Steps);
        Assert.Equal([0.1, double.NaN, 1.0 / 3, double.PositiveInfinity], read.Of("error"));
        var second = read.Where("part", 2);
        Assert.Equal([0, 10], second.Steps);
        Assert.Equal([double.NaN, double.PositiveInfinity], second.Of("error"));
    }

    [Fact]
    public void The_table_has_the_rows_of_all_trials_behind_their_keys()
    {
        Keep(_plans[0], Series());
        Keep(_plans[1], Series((0, [1, 0.25]), (10, [1, double.NaN])));
        var table = Assert.Single(TimeSeries.Tables(Results(), ["method", "alpha"], "parts"));
        Assert.Equal("parts.csv", table.Name);
        Assert.Equal("method,alpha,seed,step,part,error\nb,1,3,0,1,0.25\nb,1,3,10,1,\n", Csv.Text(table.Header, table.Rows));
    }

    [Fact]
    public void A_series_goes_on_from_a_checkpoint()
    {
        var series = Series((0, [1, 0.1]), (10, [1, double.NaN]));
        var state = new TrialState();
        series.Save(state);
        var resumed = Series((5, [9, 9]));
        resumed.Load(state);
        resumed.Add(20, [1, 0.2]);
        series.Add(20, [1, 0.2]);
        Assert.Equal(Text(series), Text(resumed));
    }

    [Fact]
    public void A_series_without_rows_is_an_empty_report_and_goes_on()
    {
        var state = new TrialState();
        Series().Save(state);
        var resumed = Series((5, [9, 9]));
        resumed.Load(state);
        Assert.Equal("step,part,error\n", Text(resumed));
    }

    [Fact]
    public void A_missing_report_is_exit_3_with_its_path()
    {
        var error = Assert.Throws<SobolevException>(() => TimeSeries.Of(Results(), _plans[0], "parts"));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains(Path.Combine("reports", "a-0.5-seed0", "parts.csv"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_something_else_than_steps_is_exit_3()
    {
        var path = _folder.File("reports", _plans[0].Name, "parts.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "row,error\n1,2\n");
        Assert.Equal(ExitCode.DataMissing, Assert.Throws<SobolevException>(() => TimeSeries.Of(Results(), _plans[0], "parts")).ExitCode);
    }

    [Fact]
    public void Numbers_for_other_columns_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Series((0, [1])));
        Assert.Throws<ArgumentException>(() => Series().Of("loss"));
    }

    private RunResults Results() => new(new CountingExperiment(new CountingExperiment.Keys()), _plans, [[], []], _folder.Path);

    private void Keep(TrialPlan plan, TimeSeries series)
    {
        var path = _folder.File("reports", plan.Name, "parts.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Text(series));
    }

    private static TimeSeries Series(params (long Step, double[] Numbers)[] rows)
    {
        var series = new TimeSeries("parts", ["part", "error"]);
        foreach (var (step, numbers) in rows)
            series.Add(step, numbers);
        return series;
    }

    private static string Text(TimeSeries series) => Csv.Text(series.Report().Header, series.Report().Rows);
}
