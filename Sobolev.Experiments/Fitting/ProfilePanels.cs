using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Fitting;

/// <summary>
/// Each model along one input, the others at their medians, with its slopes; with one input the data and its own slopes too. The panels of
/// an output have one scale and begin a row; its most influential inputs come first, and the outputs with the largest errors.
/// </summary>
internal static class ProfilePanels
{
    public const int MostPanels = 12;

    private const int MostRows = 200;
    private const int Nodes = 129;
    private const int TangentEvery = 16;

    public static IReadOnlyList<ScatterPanel> Of(FitData data, RunResults results, IReadOnlyList<TrialPlan> plans)
    {
        var table = data.Table;
        var models = plans.Select(plan => (Name: plan.KeyAs<FitKey>().MethodName, FittedModel.Of(results.ModelOf(plan)).Model)).ToArray();
        var columns = Enumerable.Range(0, table.Inputs.Count).Select(input => Column(table, input)).ToArray();
        return
        [
            .. (from pair in Shown(
                    results.ReportOf(plans[^1], FitReports.Influence).Rows,
                    results.ReportOf(plans[^1], FitReports.Errors).Rows)
                let points = Line(columns, pair.Input)
                select new ScatterPanel("", table.Inputs[pair.Input], table.Outputs[pair.Output])
                {
                    ScaleOf = table.Outputs[pair.Output],
                    // with one input the rows lie on the line, with more they do not: then the slopes are the models'
                    Points = table.Inputs.Count == 1 ? [Data(table, pair.Output, new RandomStream(plans[0].Seed, "rows/shown"))] : [
                        .. models.Select(model => Curve(model.Name, model.Model, points, pair.Input, pair.Output).Every(TangentEvery)),
                    ],
                    Curves = [.. models.Select(model => Curve(model.Name, model.Model, points, pair.Input, pair.Output))],
                }),
        ];
    }

    /// <summary>The pairs of output and input, output by output.</summary>
    /// <param name="influence">For each output its name and the part of each input.</param>
    /// <param name="errors">The report of errors, whose first rows are the outputs; column 4 is the relative error.</param>
    internal static IEnumerable<(int Output, int Input)> Shown(IReadOnlyList<string[]> influence, IReadOnlyList<string[]> errors)
    {
        const int perRow = 3;
        var outputs = Math.Min(influence.Count, MostPanels / perRow);
        var inputs = MostPanels / perRow / outputs * perRow;
        return
            from output in Enumerable.Range(0, influence.Count).OrderByDescending(output => Error(errors[output])).Take(outputs)
            from input in Enumerable.Range(0, influence[output].Length - 1)
                .OrderByDescending(input => Csv.Number(influence[output][1 + input])).Take(inputs)
            select (output, input);

        // an output of which nothing is held out comes last
        static double Error(string[] row) => row[4].Length > 0 ? Csv.Number(row[4]) : -1;
    }

    /// <summary>
    /// The rows of a table of one input, or a sample of them: tables are often sorted, and the first rows would show one end.
    /// </summary>
    internal static PointSeries Data(DerivativeTable table, int output, RandomStream rng)
    {
        var outputs = table.Outputs.Count;
        int[] rows = rng.NextSample(table.Count, MostRows);
        return new PointSeries("data", [.. rows.Select(row => table.Points[row])],
            [.. rows.Select(row => table.Values[row * outputs + output])])
        {
            Slopes = [.. rows.Select(row => table.Jacobians[row * outputs + output])],
        };
    }

    private static PointSeries Curve(string name, ISurrogateModel model, double[] points, int input, int output)
    {
        var (values, jacobians) = model.Predict(points);
        return new PointSeries(
            name,
            [.. Enumerable.Range(0, Nodes).Select(k => points[k * model.Inputs + input])],
            [.. Enumerable.Range(0, Nodes).Select(k => values[k * model.Outputs + output])])
        {
            Slopes = [.. Enumerable.Range(0, Nodes).Select(k => jacobians[(k * model.Outputs + output) * model.Inputs + input])],
        };
    }

    /// <summary>Points from the smallest to the largest of one input, the others at their medians.</summary>
    private static double[] Line(double[][] columns, int varied) =>
    [
        .. from k in Enumerable.Range(0, Nodes)
           from input in Enumerable.Range(0, columns.Length)
           let sorted = columns[input]
           select input == varied ? sorted[0] + (sorted[^1] - sorted[0]) * k / (Nodes - 1) : sorted[sorted.Length / 2],
    ];

    /// <summary>One input of all rows, sorted.</summary>
    private static double[] Column(DerivativeTable table, int input) =>
        [.. Enumerable.Range(0, table.Count).Select(row => table.Points[row * table.Inputs.Count + input]).Order()];
}
