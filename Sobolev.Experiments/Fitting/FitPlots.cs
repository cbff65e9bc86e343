using System.Globalization;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Fitting;

/// <summary>The pictures of a fit: held-out rows against predictions, residuals, profiles, influence, errors by rows.</summary>
internal static class FitPlots
{
    public static void Draw(FitData data, RunResults results, PlotFolder plots)
    {
        foreach (var size in results.Plans.GroupBy(plan => plan.KeyAs<FitKey>().Rows))
        {
            // one seed for what shows single rows, all of them for means
            TrialPlan[] first = [.. size.GroupBy(plan => plan.KeyAs<FitKey>().Method).Select(method => method.First())];
            var title = $"{data.Name}, {size.Key} training rows";
            if (!results.Reports.IsThere)
                plots.LeaveOut(results.Reports, $"actual-predicted-{size.Key}", $"residuals-{size.Key}");
            else if (results.ReportOf(first[0], FitReports.HeldOutRows).Rows.Count > 0)
                HeldOut(results, first, title, plots, size.Key);
            plots.Save($"profiles-{size.Key}", results.Models, () => Profiles(data, results, first, title));
            plots.Save($"influence-{size.Key}", results.Reports, () => BarChart.Of(Influence(data, results, first[^1], title)));
        }

        if (results.Plans.Select(plan => plan.KeyAs<FitKey>().Rows).Distinct().Count() > 1)
            plots.Save("learning-curve", LineChart.Of($"{data.Name}: held-out relative error against number of training rows",
            [
                BySize(results, "heldout_value_error", "value"), BySize(results, "heldout_gradient_error", "gradient"),
            ]));
    }

    private static Figure Profiles(FitData data, RunResults results, TrialPlan[] plans, string title)
    {
        var pairs = data.Table.Inputs.Count * data.Table.Outputs.Count;
        var panels = ProfilePanels.Of(data, results, plans);
        return ScatterChart.Of(
            data.Table.Inputs.Count == 1 ? title
            : $"{title}: one input varied, the others at their medians; dashes: slopes"
                + (pairs > panels.Count ? $" (the most influential inputs, {panels.Count} of {pairs} panels)" : ""),
            panels);
    }

    /// <summary>The columns with the largest relative errors first.</summary>
    private static void HeldOut(RunResults results, TrialPlan[] plans, string title, PlotFolder plots, int size)
    {
        var errors = plans.Select(plan => results.ReportOf(plan, FitReports.Errors).Rows).ToArray();
        // a column of which nothing is known has nothing to show
        var known = errors[^1].Where(row => row[1] != "0").ToArray();
        var columns = known.Length <= ProfilePanels.MostPanels ? known
            : [.. known.OrderByDescending(row => Csv.Number(row[4])).Take(ProfilePanels.MostPanels)];
        var methods = plans.Select(plan => (Name: plan.KeyAs<FitKey>().MethodName, Rows: HeldOutColumns.Read(results, plan))).ToArray();
        var heldOut = $"{title}, rows held out, seed {plans[0].Seed}"
            + (columns.Length < known.Length ? $" (the {columns.Length} of {known.Length} columns with the largest relative errors)" : "");
        plots.Save($"actual-predicted-{size}", ScatterChart.Of(heldOut,
        [
            .. columns.Select(column => new ScatterPanel(WithR2(column[0], errors), "actual", "predicted")
            {
                HasDiagonal = true,
                Labels = methods[^1].Rows.Worst(column[0]),
                Points = [.. methods.Select(method =>
                    new PointSeries(method.Name, method.Rows.Given(column[0]), method.Rows.Predicted(column[0])))],
            }),
        ]));
        plots.Save($"residuals-{size}", ScatterChart.Of($"{heldOut}: residuals",
        [
            .. columns.Select(column => new ScatterPanel(column[0], "predicted", "predicted - actual")
            {
                HasZero = true,
                Points = [.. methods.Select(method => Residuals(method.Name, method.Rows, column[0]))],
            }),
        ]));
    }

    private static PointSeries Residuals(string method, HeldOutColumns rows, string column)
    {
        var predicted = rows.Predicted(column);
        return new PointSeries(method, predicted, [.. predicted.Zip(rows.Given(column), (there, given) => there - given)]);
    }

    private static CategoryChart Influence(FitData data, RunResults results, TrialPlan plan, string title)
    {
        const int most = 20;
        var rows = results.ReportOf(plan, FitReports.Influence).Rows;
        int[] inputs =
        [
            .. Enumerable.Range(0, data.Table.Inputs.Count)
            .OrderByDescending(input => rows.Max(row => Csv.Number(row[1 + input]))).Take(most),
        ];
        var more = inputs.Length < data.Table.Inputs.Count ? $" (the {most} largest)" : "";
        return new CategoryChart($"{title}: part of each input in the change of the output{more}", "part",
            [.. inputs.Select(input => data.Table.Inputs[input])],
        [
            .. rows.Take(ProfilePanels.MostPanels)
            .Select(row => new CategorySeries(row[0], [.. inputs.Select(input => Csv.Number(row[1 + input]))])),
        ]);
    }

    private static ChartPanel BySize(RunResults results, string metric, string name) => new(name, $"held-out relative error of the {name}",
    [
        .. from plan in results.Plans
           group plan by plan.KeyAs<FitKey>().MethodName into method
           let sizes = method.GroupBy(plan => plan.KeyAs<FitKey>().Rows).OrderBy(size => size.Key).ToArray()
           select OverSeeds.Line(method.Key, sizes.Select(size => (double)size.Key),
               [.. sizes.Select(size => Interval.OfLogarithms(results.LastOf(size, metric)))]),
    ])
    {
        XLabel = "training rows",
        LogX = true,
        LogY = true,
    };

    /// <summary>The column's name with the R² of each method, in the order of the legend; a large negative one is cut off.</summary>
    private static string WithR2(string column, IEnumerable<IReadOnlyList<string[]>> errors)
    {
        const double tooSmall = -99;
        var numbers = errors.Select(rows => Csv.Number(rows.First(row => row[0] == column)[5])).Where(r2 => !double.IsNaN(r2))
            .Select(r2 => r2 < tooSmall ? "below -99" : r2.ToString(r2 > 0 ? "0.0000" : "0.0", CultureInfo.InvariantCulture));
        return string.Join(": R² ", new[] { column, string.Join(", ", numbers) }.Where(part => part.Length > 0));
    }
}
