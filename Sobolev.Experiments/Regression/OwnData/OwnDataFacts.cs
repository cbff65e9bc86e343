using System.Globalization;

namespace Sobolev.Regression;

/// <summary>Facts of own data in run.json: known entries, held-out rows, scales.</summary>
internal static class OwnDataFacts
{
    /// <param name="last">The split whose model is left, of the first seed.</param>
    public static IEnumerable<(string Name, string Fact)> Of(RegressConfig config, OwnData data, SplitRule rule, Split last)
    {
        var table = data.Table;
        yield return ("data", $"{table.Count} rows, sha256 {data.Fingerprint}");
        yield return ("inputs", string.Join(", ", table.Inputs));
        yield return ("outputs", string.Join(", ", table.Outputs));
        var known = Moments.OfColumns(table.Values, table.Outputs.Count).Concat(Moments.OfColumns(table.Jacobians, table.Outputs.Count * table.Inputs.Count));
        yield return ("known", string.Join(", ", OwnData.ColumnsOf(table).Zip(known, (name, column) => $"{name} {column.Known}")));
        yield return ("validation", rule.ToString());
        var scaling = TableScaling.Of(TableSamples.Of(table, last.Training), config.Normalise);
        yield return ("normalisation", config.Normalise is { Inputs: false, Targets: false } ? "none"
            : $"(x - mean) / scale, of the training rows (here those of seed {config.Seed}; each model file has its own): "
            + string.Join(", ", Columns(table.Inputs, scaling.InputMean, scaling.InputScale).Concat(Columns(table.Outputs, scaling.OutputMean, scaling.OutputScale))));
        if (data.OutputsWithoutValues().ToArray() is { Length: > 0 } free)
            yield return ("constant", $"the table has no value of {string.Join(", ", free)}: the model is determined up to a constant");
    }

    private static IEnumerable<string> Columns(IReadOnlyList<string> names, double[] mean, double[] scale) =>
        names.Select((name, k) => string.Create(CultureInfo.InvariantCulture, $"{name} mean {mean[k]:G6} scale {scale[k]:G6}"));
}
