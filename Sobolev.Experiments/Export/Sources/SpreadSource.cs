using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>Standard deviations from the spread of the networks of the folds, as <see cref="Uncertainty"/> has them.</summary>
internal static class SpreadSource
{
    public static void Write(SourceWriter to, NetworkModel network, Uncertainty uncertainty)
    {
        var (folds, outputs, partials) = (uncertainty.Folds, network.Outputs, network.Outputs * network.Inputs);
        var entries = outputs + partials;
        for (var fold = 0; fold < folds.Count; fold++)
            to.Table($"FOLD_{fold}", folds[fold].Parameters);
        to.Table("FACTORS", uncertainty.Factors);
        to.Table("FLOORS", uncertainty.Floors);
        to.Function("deviations", ["x"], ["y_std", "dydx_std"], () =>
        {
            to.Array("all", Math.Max(1, folds.Count) * entries);
            for (var fold = 0; fold < folds.Count; fold++)
            {
                to.Call("network", $"FOLD_{fold}", "x", "y_std", "dydx_std");
                var first = fold * entries;
                to.For("k", outputs, () => to.Assign($"all[{first} + k]", "y_std[k]"));
                to.For("k", partials, () => to.Assign($"all[{first + outputs} + k]", "dydx_std[k]"));
            }

            to.For("k", outputs, () => Deviation(to, folds.Count, entries, "k", "y_std[k]"));
            to.For("k", partials, () => Deviation(to, folds.Count, entries, $"{outputs} + k", "dydx_std[k]"));
        });
    }

    private static void Deviation(SourceWriter to, int folds, int entries, string entry, string target)
    {
        to.Number("mean", "0.0");
        to.Number("sum", "0.0");
        to.For("f", folds, () => to.Add("mean", $"all[f * {entries} + {entry}] / {folds}.0"));
        to.For("f", folds, () => to.Add("sum", $"(all[f * {entries} + {entry}] - mean) * (all[f * {entries} + {entry}] - mean)"));
        to.Assign(target, $"FACTORS[{entry}] * sqrt(sum / {Math.Max(1, folds - 1)}.0 + FLOORS[{entry}] * FLOORS[{entry}])");
    }
}
