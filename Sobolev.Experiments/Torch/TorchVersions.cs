using TorchSharp;

namespace Sobolev.Torch;

/// <summary>The versions that a run's record and `sobolev doctor` name.</summary>
/// <param name="TorchSharp">The version of the managed library.</param>
/// <param name="LibTorch">libtorch's version, or null where it does not load.</param>
/// <param name="LibTorchError">Why it does not load, or null.</param>
public sealed record TorchVersions(string TorchSharp, string? LibTorch, string? LibTorchError)
{
    /// <summary>Loads libtorch if it is not loaded; a failure is part of the answer, not an exception.</summary>
    public static TorchVersions Read()
    {
        // typeof does not run the class's static constructor, which would load libtorch.
        var managed = typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown";
        try
        {
            return new(managed, Torch.LibTorch.Version(), LibTorchError: null);
        }
        catch (SobolevException e)
        {
            return new(managed, LibTorch: null, e.Message);
        }
    }
}
