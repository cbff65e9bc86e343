using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.AttentionTransfer;

/// <summary>
/// The charts of attention: accuracy and sensitivity per method over the seeds, and Remark 2 where students began at the teacher.
/// </summary>
internal static class AttentionPlots
{
    /// <summary>More intervals than this over one another are a fog: then the means alone are drawn.</summary>
    private const int MostBands = 4;

    public static void Draw(AttentionConfig config, RunResults results, PlotFolder plots)
    {
        var all = SeedCurves.Of(results);
        SeedCurves[] students = [.. all.Where(curves => !IsTeacher(curves))];
        var data = DataTitle.Of(config.Data, "CIFAR-10", config.TrainImages);
        int[] seeds = [results.Plans.Select(plan => plan.Seed).Distinct().Count()];
        var withBands = all.Count <= MostBands;
        var note = withBands ? OverSeeds.Note(seeds) : OverSeeds.NoteOfMeans(seeds);
        plots.Save("learning", LearningCurves.Of($"Teacher and students: {data}, {note}",
        [
            PanelOf("test accuracy", "percent of test images", Curves(all, "test_accuracy", isLogarithmic: false)) with { LogY = false },
            PanelOf("loss", "log loss on the probe images", Curves(all, "train_loss", isLogarithmic: true)),
            PanelOf("sensitivity", "norm of the difference of input gradients", Curves(students, "sensitivity", isLogarithmic: true)),
        ]));
        // students that begin as their teacher are measured by what they keep of it, not by their accuracy
        if (config.Start != StudentStart.Teacher)
            plots.Save("accuracy",
                DotChart.Of(Accuracy(results, all, $"Test accuracy after training: {data}, {OverSeeds.Note(seeds, "bars")}")));
        if (config.Alphas.Distinct().Count(alpha => alpha > 0) > 1)
            plots.Save("alpha",
                LineChart.Of($"Weight of the gradient term: {data}, {OverSeeds.Note(seeds, "bars")}",
                    [Sweep(results, students, "test accuracy", "percent of the test images", "test_accuracy"),
                        Sweep(results, students, "sensitivity", "norm of the difference of input gradients", "sensitivity")]));
        if (config.Start == StudentStart.Teacher)
            plots.Save("remark-2", results.SeriesOf(AttentionTrial.ProbesReport),
                () => Remark2(results, students, $"{data}, {OverSeeds.Note(seeds)}"));

        IReadOnlyList<ChartSeries> Curves(IReadOnlyList<SeedCurves> curves, string metric, bool isLogarithmic)
        {
            var lines = Lines(curves, results, metric, isLogarithmic);
            return withBands ? lines : [.. lines.Select(line => line with { Low = null, High = null })];
        }
    }

    /// <summary>A line each; the teacher's is level beside students, who begin after it.</summary>
    private static IReadOnlyList<ChartSeries> Lines(IReadOnlyList<SeedCurves> curves, RunResults results, string metric, bool isLogarithmic)
    {
        var lines = curves.Select(one => (Curves: one, Series: one.Series(results, plan => results.MetricOf(plan, metric), isLogarithmic)))
            .ToArray();
        var end = lines.Where(line => !IsTeacher(line.Curves)).Select(line => line.Series.X[^1]).DefaultIfEmpty(double.NaN).Max();
        return [.. lines.Select(line => IsTeacher(line.Curves) && double.IsFinite(end) ? Level(line.Series, end) : line.Series)];
    }

    private static bool IsTeacher(SeedCurves curves) => curves.Method == AttentionMethod.Teacher.Name;

    /// <summary>The end of a training as a level line, beside trainings that began after it.</summary>
    private static ChartSeries Level(ChartSeries series, double end) => new($"{series.Name}, trained", [0, end],
        [series.Mean[^1], series.Mean[^1]])
    {
        Low = series.Low is { } low ? [low[^1], low[^1]] : null,
        High = series.High is { } high ? [high[^1], high[^1]] : null,
    };

    /// <summary>Logarithmic, unless a student has a zero to show: one that is its teacher.</summary>
    private static ChartPanel PanelOf(string title, string label, IReadOnlyList<ChartSeries> series) =>
        new(title, label, series) { LogY = series.All(one => one.Mean.All(value => value > 0)) };

    private static CategoryChart Accuracy(RunResults results, IReadOnlyList<SeedCurves> curves, string title)
    {
        return new CategoryChart(title, "percent of the test images", [.. curves.Select(one => one.Name)],
        [
            OverSeeds.Categories("", [.. curves.Select(one => one.Last(results, "test_accuracy"))]),
        ]);
    }

    /// <summary>A metric after training against alpha; methods without alpha are level lines.</summary>
    private static ChartPanel Sweep(RunResults results, IReadOnlyList<SeedCurves> students, string title, string label, string metric)
    {
        double[] alphas = [.. students.Select(one => one.Alpha).Where(alpha => alpha > 0).Distinct().Order()];
        return new ChartPanel(title, label,
        [
            .. from one in students
               group one by one.Method into method
               let points = method.First().Alpha == 0 ? alphas.Select(alpha => (Alpha: alpha, Curves: method.First())) : method.OrderBy(
                   curves => curves.Alpha).Select(curves => (curves.Alpha, Curves: curves))
               let values = points.Select(point => (point.Alpha, Interval: point.Curves.Last(results, metric))).ToArray()
               select OverSeeds.Line(method.Key, values.Select(value => value.Alpha), [.. values.Select(value => value.Interval)]),
        ])
        {
            XLabel = "alpha",
            LogX = true,
            HasBars = true,
        };
    }

    /// <summary>
    /// Remark 2: at the teacher the Sobolev cost is zero and stays; the transfer cost still falls, by leaving the teacher.
    /// </summary>
    private static Figure Remark2(RunResults results, IReadOnlyList<SeedCurves> students, string data)
    {
        ChartSeries Of(SeedCurves curves, string column) =>
            curves.Series(results, plan => TimeSeries.Of(results, plan, AttentionTrial.ProbesReport).Of(column), isLogarithmic: true);
        return LearningCurves.Of($"Remark 2, students that begin as their teacher: {data}",
        [
            new ChartPanel("transfer cost", "on the probe images", [.. students.Select(one => Of(one, "transfer_cost"))]),
            new ChartPanel("Sobolev cost", "on the probe images", [.. students.Select(one => Of(one, "sobolev_cost"))]),
            new ChartPanel("distance from the teacher", "change of the weights / their length",
                [.. students.Select(one => Of(one, "weight_change"))]),
        ]);
    }
}
