using Sobolev.Files;

namespace Sobolev.Surrogates;

/// <summary>A model with what is known about it: names, the box of its rows, and how sure it is.</summary>
/// <param name="Model">The function.</param>
/// <param name="Inputs">Names of the inputs.</param>
/// <param name="Outputs">Names of the outputs.</param>
/// <param name="Low">The least number of each input in the table; empty where it is not known.</param>
/// <param name="High">The largest number of each input in the table.</param>
/// <param name="Uncertainty">Its standard deviations; null where no row was held out.</param>
internal sealed record FittedModel(ISurrogateModel Model, string[] Inputs, string[] Outputs, double[] Low, double[] High,
    Uncertainty? Uncertainty)
{
    /// <summary>Whether the file names the inputs and outputs.</summary>
    public bool HasNames { get; init; } = true;

    public static FittedModel Of(SurrogateSearch search, Samples table, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var model = search.Kept.Model();
        var columns = Enumerable.Range(0, table.Inputs)
            .Select(input => table.Points.Where((_, k) => k % table.Inputs == input).ToArray()).ToArray();
        return new FittedModel(
            model,
            [.. inputs],
            [.. outputs],
            [.. columns.Select(column => column.Min())],
            [.. columns.Select(column => column.Max())],
            Uncertainty.Of(search.Trusted, search.Kept, model));
    }

    /// <summary>Whether a point lies within the box of the rows; true where the box is not known.</summary>
    public bool Covers(ReadOnlySpan<double> point)
    {
        for (var input = 0; input < Low.Length; input++)
        {
            if (!(point[input] >= Low[input] && point[input] <= High[input]))
                return false;
        }

        return true;
    }

    /// <summary>The tensors and the metadata of its file; docs/using-a-fit.md describes them.</summary>
    public (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors()
    {
        var (tensors, metadata) = Model is NetworkModel network ? network.Tensors(isDouble: true) : Model.Tensors();
        List<StoredTensor> all = [.. tensors];
        if (Low.Length > 0)
            all.AddRange([StoredTensor.Of<double>("range.low", Low), StoredTensor.Of<double>("range.high", High)]);
        if (Uncertainty is { } uncertainty)
        {
            all.AddRange([
                StoredTensor.Of<double>("uncertainty.factors", uncertainty.Factors),
                StoredTensor.Of<double>("uncertainty.floors", uncertainty.Floors),
                StoredTensor.Of<double>("uncertainty.coverage", uncertainty.Coverage),
            ]);
            all.AddRange(uncertainty.Folds.SelectMany((fold, number) => fold.Tensors(isDouble: true, $"fold.{number}.").Tensors));
        }

        return (all, new Dictionary<string, string>(metadata) { ["inputs"] = NameList.Join(Inputs), ["outputs"] = NameList.Join(Outputs) });
    }

    /// <summary>The model of a file; inputs and outputs that it does not name are x, x1, x2 ... and y, y1, y2 ...</summary>
    /// <exception cref="SobolevException">The file holds no such model (exit 3).</exception>
    public static FittedModel Of(TensorFile file)
    {
        ISurrogateModel model = ProcessModel.IsIn(file) ? ProcessModel.Of(file) : NetworkModel.Of(file);
        bool Has(string name) => file.Tensors.Any(tensor => tensor.Name == name);
        var hasRange = Has("range.low");
        return new FittedModel(
            model,
            Names(file, "inputs", "x", model.Inputs),
            Names(file, "outputs", "y", model.Outputs),
            hasRange ? file["range.low"].Doubles() : [],
            hasRange ? file["range.high"].Doubles() : [],
            Has("uncertainty.factors") ? UncertaintyOf(file, model) : null)
        {
            HasNames = file.Metadata.ContainsKey("inputs"),
        };
    }

    private static Uncertainty UncertaintyOf(TensorFile file, ISurrogateModel model)
    {
        var folds = new List<NetworkModel>();
        while (model is NetworkModel network && file.Tensors.Any(tensor => tensor.Name == $"fold.{folds.Count}.layers.0.weight"))
        {
            var number = folds.Count;
            double[] parameters =
            [
                .. Enumerable.Range(0, network.Shape.Hidden.Count + 1).SelectMany(layer =>
                    file[$"fold.{number}.layers.{layer}.weight"].Doubles().Concat(file[$"fold.{number}.layers.{layer}.bias"].Doubles())),
            ];
            folds.Add(network with { Parameters = parameters });
        }

        return new Uncertainty(file["uncertainty.factors"].Doubles(), file["uncertainty.floors"].Doubles(), folds)
        {
            Coverage = file["uncertainty.coverage"].Doubles(),
        };
    }

    private static string[] Names(TensorFile file, string key, string letter, int count)
    {
        string[] names = file.Metadata.TryGetValue(key, out var joined) && Printable.Is(joined) ? NameList.Split(joined) : [];
        return names.Length == count
            ? names
            : count == 1 ? [letter] : [.. Enumerable.Range(1, count).Select(number => $"{letter}{number}")];
    }
}
