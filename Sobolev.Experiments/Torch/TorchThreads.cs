using TorchSharp;

namespace Sobolev.Torch;

/// <summary>How many threads libtorch uses inside one operation, for the whole process.</summary>
/// <remarks>Small networks are slower on two threads than on one: trials use a machine in parallel, each on one thread.</remarks>
public static class TorchThreads
{
    public static void Set(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        LibTorch.EnsureLoaded();
        torch.set_num_threads(count);
    }

    public static int Get()
    {
        LibTorch.EnsureLoaded();
        return torch.get_num_threads();
    }
}
