using Sobolev.Files;
using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>Weights of a network for other programs.</summary>
internal static class SafetensorsExport
{
    /// <summary>
    /// Weights under the names of torch's Sequential, the scaling taken into the first and the last layer: x and y are in the user's units.
    /// </summary>
    /// <exception cref="SobolevException">The model is a process, or deviations are asked for (exit 2).</exception>
    public static void Write(TrainedModel model, ExportOptions options, Stream stream)
    {
        if (options.HasDeviations)
            throw new SobolevException(ExitCode.Usage, "--std: a file of weights has no standard deviations; leave it out");
        var network = model.Model as NetworkModel ?? throw new SobolevException(
            ExitCode.Usage,
            $"{model.Path}: a Gaussian process, which has no layers; docs/using-a-fit.md describes its own file, or use another --format");
        var (tensors, metadata) = network.Under(Scaling.None(network.Inputs, network.Outputs)).Tensors(options.IsDouble ?? false);
        SafeTensors.Write(stream, tensors, new Dictionary<string, string>(metadata)
        {
            ["inputs"] = NameList.Join(model.Inputs),
            ["outputs"] = NameList.Join(model.Outputs),
        });
    }
}
