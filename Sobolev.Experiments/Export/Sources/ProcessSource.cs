using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>
/// A Gaussian process with its gradient as a program. Each row adds f q: f is its correlation with the point, q a sum over its equations of
/// weight times the ratios f' / f, f'' / f ... of the inputs that the equation is differentiated by (<see cref="CovariancePair{T}"/>).
/// </summary>
/// <remarks>
/// The gradient of f q by input p is f (r1_p q + dq / dx_p), where r1, r2 and r3 are the ratios, d r1 / dx = r2 - r1^2 and
/// d r2 / dx = r3 - r1 r2.
/// </remarks>
internal static class ProcessSource
{
    public static void Write(SourceWriter to, ProcessModel model)
    {
        ScalingSource.Tables(to, model.Scaling);
        for (var output = 0; output < model.Outputs; output++)
        {
            var table = ProcessWeights.Of(model.Processes[output]);
            to.Table($"LENGTHS_{output}", model.Processes[output].Parameters.Lengths);
            to.Table($"POINTS_{output}", model.Processes[output].Data.Points);
            to.Table($"WEIGHTS_{output}", table.Weights);
            to.Function($"process{output}", ["a"], ["y", "g"], () => Body(to, model.Processes[output], table, output));
        }

        to.Function("evaluate", ["x"], ["y", "dydx"], () =>
        {
            ScalingSource.ScaledPoint(to, model.Inputs, "a");
            to.Array("value", 1);
            to.Array("g", model.Inputs);
            for (var output = 0; output < model.Outputs; output++)
            {
                var first = output;
                to.Call($"process{output}", "a", "value", "g");
                to.Assign($"y[{output}]", $"value[0] * OUTPUT_SCALE[{output}] + OUTPUT_MEAN[{output}]");
                to.For("i", model.Inputs, () =>
                    to.Assign($"dydx[{first * model.Inputs} + i]", $"g[i] * OUTPUT_SCALE[{first}] / INPUT_SCALE[i]"));
            }
        });
    }

    private static void Body(SourceWriter to, KrigingModel process, ProcessWeights table, int output)
    {
        var (n, each) = (process.Data.Inputs, table.Each);
        var weights = $"WEIGHTS_{output}";
        to.Number("sum", SourceWriter.Literal(process.Solution.Mean));
        to.For("p", n, () => to.Assign("g[p]", "0.0"));
        foreach (var ratio in Ratios(table.Order))
            to.Array(ratio, n);
        to.For("r", process.Data.Rows, () =>
        {
            CorrelationSource.Write(to, process.Correlation, n, output, table.Order);
            to.Number("q", $"{weights}[r * {each}]");
            if (table.Order >= 1)
                to.For("i", n, () => to.Add("q", $"{weights}[r * {each} + 1 + i] * r1[i]"));
            if (table.Order == 2)
                to.For("i", n, () =>
                {
                    to.Add("q", $"{Second(weights, each, n, "i", "i")} * r2[i]");
                    to.For("j", "i + 1", n, () => to.Add("q", $"{Second(weights, each, n, "i", "j")} * r1[i] * r1[j]"));
                });
            to.Add("sum", "f * q");
            to.For("p", n, () => Slope(to, table, weights, n));
        });
        to.Assign("y[0]", "sum");
    }

    private static void Slope(SourceWriter to, ProcessWeights table, string weights, int n)
    {
        to.Number("dq", "0.0");
        if (table.Order >= 1)
            to.Add("dq", $"{weights}[r * {table.Each} + 1 + p] * (r2[p] - r1[p] * r1[p])");
        if (table.Order == 2)
        {
            to.Add("dq", $"{Second(weights, table.Each, n, "p", "p")} * (r3[p] - r1[p] * r2[p])");
            var mixed = $"{Second(weights, table.Each, n, "p", "j")} * r1[j] * (r2[p] - r1[p] * r1[p])";
            to.For("j", n, () => to.If("j != p", () => to.Add("dq", mixed)));
        }

        to.Add("g[p]", "f * (r1[p] * q + dq)");
    }

    private static string Second(string weights, int each, int n, string i, string j) =>
        $"{weights}[r * {each} + {1 + n} + {i} * {n} + {j}]";

    internal static IEnumerable<string> Ratios(int order) => Enumerable.Range(1, order + 1).Select(m => $"r{m}");
}
