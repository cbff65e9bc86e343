using System.Globalization;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Statistics;

namespace Sobolev.Regression;

/// <summary>
/// The pictures of a fit of own data: held-out rows against predictions, residuals, profiles, errors by updates and by rows.
/// </summary>
internal static class OwnDataPlots
{
    private const int MostPanels = 12;

    public static void Draw(OwnData data, RunResults results, string folder)
    {
        foreach (var size in results.Plans.GroupBy(plan => plan.KeyAs<RegressKey>().Samples))
        {
            // one seed for what shows single rows, all of them for means
            TrialPlan[] first = [.. size.GroupBy(plan => plan.KeyAs<RegressKey>().Method).Select(method => method.First())];
            var title = $"{data.Name}, {size.Key} training rows";
            HeldOut(data, results, first, title, folder, size.Key);
            ScatterChart.Save(
                Path.Combine(folder, $"profiles-{size.Key}.png"),
                data.Table.Inputs.Count == 1 ? title : $"{title}: one input varied, the others at their medians",
                ProfilePanels.Of(data, results, first));
            LearningCurves.Save(Path.Combine(folder, $"curves-{size.Key}.png"), $"{title}: held-out errors", CurvePanels(results, [.. size]));
        }

        if (results.Plans.Select(plan => plan.KeyAs<RegressKey>().Samples).Distinct().Count() > 1)
            LineChart.Save(Path.Combine(folder, "learning-curve.png"), $"{data.Name}: held-out error against number of training rows",
            [
                BySize(results, "test_value_mse", "value"), BySize(results, "test_gradient_mse", "gradient"),
            ]);
    }

    private static void HeldOut(OwnData data, RunResults results, TrialPlan[] plans, string title, string folder, int size)
    {
        var errors = plans.Select(plan => results.ReportOf(plan, OwnDataReports.Errors).Rows).ToArray();
        // a column of which nothing is known has nothing to show
        string[] known = [.. errors[0].Where(row => row[1] != "0").Select(row => row[0])];
        string[] columns = [.. known.Take(MostPanels)];
        var methods = plans.Select(plan => (Name: plan.KeyAs<RegressKey>().MethodName, Rows: HeldOutColumns.Read(results, plan))).ToArray();
        var heldOut = $"{title}, rows held out, seed {plans[0].Seed}{(columns.Length < known.Length ? $" (the first {MostPanels} columns)" : "")}";
        ScatterChart.Save(Path.Combine(folder, $"actual-predicted-{size}.png"), heldOut,
        [
            .. columns.Select(column => new ScatterPanel(WithR2(column, methods.Zip(errors, (method, rows) => (method.Name, rows.First(row => row[0] == column)[3]))), "actual", "predicted")
            {
                HasDiagonal = true,
                Points = [.. methods.Select(method => new PointSeries(method.Name, method.Rows.Given(column), method.Rows.Predicted(column)))],
            }),
        ]);
        ScatterChart.Save(Path.Combine(folder, $"residuals-{size}.png"), $"{heldOut}: residuals",
        [
            .. columns.Select(column => new ScatterPanel(column, "predicted", "predicted - actual")
            {
                HasZero = true,
                Points = [
                    .. methods.Select(
                        method => new PointSeries(
                            method.Name,
                            method.Rows.Predicted(column),
                            [.. method.Rows.Predicted(column).Zip(method.Rows.Given(column), (predicted, given) => predicted - given)])),
                ],
            }),
        ]);
    }

    /// <summary>
    /// Held-out errors of the networks in training, of the gradient weight that was kept; mean and interval over the seeds.
    /// </summary>
    private static IReadOnlyList<ChartPanel> CurvePanels(RunResults results, TrialPlan[] plans)
    {
        var methods = plans.GroupBy(plan => plan.KeyAs<RegressKey>().MethodName).Select(method => (method.Key, Curves: method.Select(plan => KeptCurve(results, plan)).ToArray())).ToArray();
        return [Panel("value", "held-out MSE of the value", 3), Panel("gradient", "held-out MSE of the gradient", 4)];

        ChartPanel Panel(string title, string label, int column) => new(title, label,
        [
            .. from method in methods
               let updates = method.Curves[0].Select(point => point[1])
               select OverSeeds.Line(method.Key, updates, [.. method.Curves.Select(curve => curve.ConvertAll(point => point[column]))], Interval.OfLogarithms),
        ])
        {
            LogY = true,
        };
    }

    private static List<double[]> KeptCurve(RunResults results, TrialPlan plan)
    {
        var kept = results.ReportOf(plan, OwnDataReports.Tries).Rows.First(row => row[1] == "yes")[0];
        return [.. results.ReportOf(plan, OwnDataReports.Curves).Rows.Where(row => row[0] == kept).Select(row => Array.ConvertAll(row, Number))];
    }

    private static ChartPanel BySize(RunResults results, string metric, string name) => new(name, $"held-out MSE of the {name}",
    [
        .. from plan in results.Plans
           group plan by plan.KeyAs<RegressKey>().MethodName into method
           let sizes = method.GroupBy(plan => plan.KeyAs<RegressKey>().Samples).OrderBy(size => size.Key).ToArray()
           select OverSeeds.Line(method.Key, sizes.Select(size => (double)size.Key), [.. sizes.Select(size => Interval.OfLogarithms(results.LastOf(size, metric)))]),
    ])
    {
        XLabel = "training rows",
        LogX = true,
        LogY = true,
    };

    /// <summary>The column's name with the R² of each method, in the order of the legend; without R² if the column is constant.</summary>
    private static string WithR2(string column, IEnumerable<(string Method, string R2)> methods)
    {
        var numbers = methods.Where(method => method.R2.Length > 0).Select(method => Number(method.R2).ToString(Number(method.R2) > 0 ? "0.0000" : "0.0", CultureInfo.InvariantCulture));
        return string.Join(": R² ", new[] { column, string.Join(", ", numbers) }.Where(part => part.Length > 0));
    }

    private static double Number(string field) => Csv.Number(field);
}
