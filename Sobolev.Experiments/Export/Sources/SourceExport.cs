using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>One source file that computes a model with its gradient, and depends on nothing else.</summary>
internal static class SourceExport
{
    /// <summary>A file has few numbers, or compilers and readers choke on it.</summary>
    private const long MostNumbers = 500_000;

    /// <exception cref="SobolevException">The model is too large, or does not have what is asked for (exit 2).</exception>
    public static void Write(SourceWriter to, TrainedModel model, ExportOptions options, Stream stream)
    {
        Refuse(model, options);
        to.Open(new SourceFacts(options.Name, KindOf(model), model, options.HasDeviations));
        if (model.Model is NetworkModel network)
            NetworkSource.Write(to, network, options.HasDeviations ? model.Fitted.Uncertainty : null);
        else
            ProcessSource.Write(to, (ProcessModel)model.Model);
        to.Close(new SourceFacts(options.Name, KindOf(model), model, options.HasDeviations));
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(to.ToString());
    }

    private static void Refuse(TrainedModel model, ExportOptions options)
    {
        if (options.IsDouble == false)
            throw new SobolevException(ExitCode.Usage, "--precision float32: source files compute in 64 bits; leave it out");
        if (options.HasDeviations && model.Model is ProcessModel)
            throw new SobolevException(
                ExitCode.Usage,
                $"--std: {model.Path}: the deviations of a Gaussian process need a matrix that is too large for a source file; "
                + "use --format onnx, or compute points with predict --std");
        var folds = options.HasDeviations ? model.Fitted.Uncertainty!.Folds.Count : 0;
        var numbers = model.Model is NetworkModel network
            ? network.Parameters.LongLength * (1 + folds)
            : ((ProcessModel)model.Model).Processes.Sum(NumbersOf);
        if (numbers > MostNumbers)
            throw new SobolevException(
                ExitCode.Usage,
                $"{model.Path}: {numbers} numbers, too many for a source file ({MostNumbers} at most); use --format onnx");
    }

    private static long NumbersOf(KrigingModel process) => process.Data.Points.LongLength + ProcessWeights.Of(process).Weights.Length;

    private static string KindOf(TrainedModel model) => model.Model is ProcessModel ? "A Gaussian process" : "A neural network";
}
