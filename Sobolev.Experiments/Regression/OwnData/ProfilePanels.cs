using Sobolev.Data;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>
/// Each model along one input, the others at their medians, with its slopes; with one input the data and its own slopes too.
/// </summary>
internal static class ProfilePanels
{
    private const int MostPanels = 12;
    private const int MostRows = 200;
    private const int Nodes = 129;
    private const int TangentEvery = 16;

    public static IReadOnlyList<ScatterPanel> Of(OwnData data, RunResults results, IReadOnlyList<TrialPlan> plans)
    {
        var table = data.Table;
        var models = plans.Select(plan => (Name: plan.KeyAs<RegressKey>().MethodName, Model: RegressModel.Of(results.ModelOf(plan)))).ToArray();
        var columns = Enumerable.Range(0, table.Inputs.Count).Select(input => Column(table, input)).ToArray();
        return
        [
            .. (from output in Enumerable.Range(0, table.Outputs.Count)
                from input in Enumerable.Range(0, table.Inputs.Count)
                let points = Line(columns, input)
                select new ScatterPanel("", table.Inputs[input], table.Outputs[output])
                {
                    // with one input the rows lie on the line, with more they do not: then the slopes are the models'
                    Points = table.Inputs.Count == 1 ? [Data(table, output, new RandomStream(plans[0].Seed, "rows/shown"))] : [
                        .. models.Select(model => Curve(model.Name, model.Model, points, input, output).Every(TangentEvery)),
                    ],
                    Curves = [.. models.Select(model => Curve(model.Name, model.Model, points, input, output))],
                }).Take(MostPanels),
        ];
    }

    private static PointSeries Curve(string name, RegressModel model, double[] points, int input, int output)
    {
        var (inputs, outputs) = (model.Shape.Inputs, model.Shape.Outputs);
        var (values, jacobians) = model.Predict(points);
        return new PointSeries(name,
            [.. Enumerable.Range(0, Nodes).Select(k => points[k * inputs + input])],
            [.. Enumerable.Range(0, Nodes).Select(k => values[k * outputs + output])])
        {
            Slopes = [.. Enumerable.Range(0, Nodes).Select(k => jacobians[(k * outputs + output) * inputs + input])],
        };
    }

    /// <summary>
    /// The rows of a table of one input, or a sample of them: tables are often sorted, and the first rows would show one end.
    /// </summary>
    internal static PointSeries Data(DerivativeTable table, int output, RandomStream rng)
    {
        var outputs = table.Outputs.Count;
        int[] rows = rng.NextSample(table.Count, MostRows);
        return new PointSeries("data", [.. rows.Select(row => table.Points[row])], [.. rows.Select(row => table.Values[row * outputs + output])])
        {
            Slopes = [.. rows.Select(row => table.Jacobians[row * outputs + output])],
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
