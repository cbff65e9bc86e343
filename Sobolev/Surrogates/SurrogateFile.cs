using Sobolev.Files;

namespace Sobolev.Surrogates;

/// <summary>The models in safetensors files.</summary>
internal static class SurrogateFile
{
    /// <exception cref="SobolevException">The file holds no such model (exit 3).</exception>
    public static ISurrogateModel Of(TensorFile file) => ProcessModel.IsIn(file) ? ProcessModel.Of(file) : NetworkModel.Of(file);
}
