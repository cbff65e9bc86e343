using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

/// <summary>For test classes that use torch: loads it before their first test, the way the program does.</summary>
public sealed class LoadedTorch
{
    public LoadedTorch() => LibTorch.EnsureLoaded();
}
