using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Regression;

/// <summary>The initial weights of a trial: drawn, or those of a model file (<c>network.init</c>).</summary>
internal sealed class FirstWeights(NetworkOptions keys)
{
    private readonly Lazy<NetworkModel> _model = new(() => Read(keys.Init));

    /// <summary>Checks that the model can be read, and is of the config's shape.</summary>
    /// <exception cref="SobolevException">
    /// The file does not exist or holds another kind of model (exit 3), or the shapes differ (exit 2).
    /// </exception>
    public void Check(MlpShape shape)
    {
        if (keys.Init.Length == 0)
            return;
        var found = _model.Value.Shape;
        if (Text(found) != Text(shape))
            throw new SobolevException(
                ExitCode.Usage,
                $"network.init: {keys.Init} is a network {Text(found)}, but the config asks for {Text(shape)}; {Remedy(found, shape)}");
    }

    /// <param name="shape">The network's.</param>
    /// <param name="scaling">Scaling of the model, which keeps its meaning in the user's units.</param>
    /// <param name="stream">Random stream of the weights.</param>
    public double[] Of(MlpShape shape, Scaling scaling, RandomStream stream) =>
        keys.Init.Length == 0 ? InitialWeights.Draw(shape, keys.Initialisation, stream) : _model.Value.Under(scaling).Parameters;

    private static NetworkModel Read(string path)
    {
        if (!File.Exists(path))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"network.init: {path} does not exist; give a model of regress or verify, such as models/NAME.safetensors of a run folder");
        try
        {
            return NetworkModel.Of(SafeTensors.Read(path));
        }
        catch (SobolevException error)
        {
            throw new SobolevException(ExitCode.DataMissing, $"network.init: {path}: {error.Message}", error);
        }
    }

    private static string Remedy(MlpShape found, MlpShape shape) =>
        found.Inputs != shape.Inputs || found.Outputs != shape.Outputs
            ? "the two cannot be combined"
            : $"give --set network.hidden={string.Join(',', found.Hidden)} --set network.activation={ConfigText.Of(found.Activation)}";

    private static string Text(MlpShape shape) =>
        $"{string.Join('-', [shape.Inputs, .. shape.Hidden, shape.Outputs])} ({ConfigText.Of(shape.Activation)})";
}
