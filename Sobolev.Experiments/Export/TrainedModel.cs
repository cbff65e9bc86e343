using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>A model of <c>fit</c> or <c>regress</c>, found by its file or its run folder, with the names of its inputs and
/// outputs.</summary>
public sealed class TrainedModel
{
    private static readonly string[] _verbs = ["fit", "regress"];

    private TrainedModel(string path, TensorFile file) => (Path, Fitted) = (path, FittedModel.Of(file));

    public string Path { get; }

    public IReadOnlyList<string> Inputs => Fitted.Inputs;

    public IReadOnlyList<string> Outputs => Fitted.Outputs;

    /// <summary>Whether the file itself names them; those of a benchmark function are x1, x2 and y.</summary>
    public bool HasNames => Fitted.HasNames;

    /// <summary>Whether it knows how sure it is.</summary>
    public bool HasUncertainty => Fitted.Uncertainty is not null;

    /// <exception cref="SobolevException">It does not (exit 2).</exception>
    public void RequireUncertainty()
    {
        if (!HasUncertainty)
            throw new SobolevException(
                ExitCode.Usage,
                $"--std: {Path} has no standard deviations; fit the table with sobolev fit and held-out rows");
    }

    internal FittedModel Fitted { get; }

    internal ISurrogateModel Model => Fitted.Model;

    /// <summary>Opens a model file, or of a run folder the model of a trial.</summary>
    /// <param name="source">A .safetensors file, or a run folder.</param>
    /// <param name="trial">
    /// Name of the trial; null selects the only one, or the one with the least held-out error if several were fitted to one table.
    /// </param>
    /// <exception cref="SobolevException">The file, run or trial does not exist, or does not belong to fit or regress (exit 2 or
    /// 3).</exception>
    public static TrainedModel Open(string source, string? trial)
    {
        var path = Directory.Exists(source) ? InRun(source, trial) : source;
        if (!File.Exists(path))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{path}: no such file; give a run folder of fit or regress, or one of its models/*.safetensors");
        try
        {
            return new TrainedModel(path, SafeTensors.Read(path));
        }
        catch (SobolevException error) when (!error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new SobolevException(error.ExitCode, $"{path}: {error.Message}", error);
        }
    }

    private static string InRun(string folder, string? trial)
    {
        var record = RunRecord.Read(folder);
        if (!_verbs.Contains(record.Verb))
            throw new SobolevException(
                ExitCode.Usage,
                $"{folder}: a run of {record.Verb}; predict and export work with models of fit and regress only");
        var models = System.IO.Path.Combine(folder, "models");
        string[] names = Directory.Exists(models) ? [.. Directory.GetFiles(models, "*.safetensors")
            .Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)] : [];
        if (names.Length == 0)
            throw new SobolevException(ExitCode.DataMissing, $"{folder}: the run has no model yet ({record.Status})");
        var chosen = trial ?? (names.Length == 1 ? names[0] : Best(folder, names));
        return names.Contains(chosen)
            ? System.IO.Path.Combine(models, chosen + ".safetensors")
            : throw new SobolevException(
                ExitCode.Usage,
                $"{folder}: no trial {chosen}{Configuration.Nearest.Suggestion(chosen, names)} (there are {string.Join(", ", names)})");
    }

    /// <summary>
    /// The trial with the least held-out error of values among trials on the same data; of gradients if no values are known.
    /// </summary>
    private static string Best(string folder, string[] names)
    {
        var (header, rows) = Csv.Read(System.IO.Path.Combine(folder, "metrics.csv"));
        int At(string column) => Array.IndexOf(header, column) is var place and >= 0
            ? place
            : throw new SobolevException(ExitCode.DataMissing, $"{folder}: metrics.csv has no column {column}");
        var seed = At("seed");
        var last = rows.GroupBy(row => TrialPlan.NameOf(row.Take(seed), Csv.Integer(row[seed])))
            .Where(trial => names.Contains(trial.Key)).ToDictionary(trial => trial.Key, trial => trial.Last());
        // the first column names the function, or the table
        if (last.Count == 0 || last.Values.Select(row => row[0]).Distinct().Count() > 1)
            throw new SobolevException(
                ExitCode.Usage,
                $"{folder}: the run has several models; choose one with --trial ({string.Join(", ", names)})");
        var (value, gradient) = header.Contains("heldout_value_error")
            ? ("heldout_value_error", "heldout_gradient_error")
            : ("test_value_mse", "test_gradient_mse");
        return last.MinBy(trial => (Error(trial.Value, value), Error(trial.Value, gradient))).Key;

        double Error(string[] row, string column) => row[At(column)] is { Length: > 0 } text ? Csv.Number(text) : double.PositiveInfinity;
    }
}
