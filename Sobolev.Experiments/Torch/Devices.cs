using System.Globalization;
using TorchSharp;

namespace Sobolev.Torch;

/// <summary>Turns the option --device into a device that is there.</summary>
public static class Devices
{
    /// <param name="name">auto (CUDA where libtorch finds it, else the processor), cpu, cuda, or cuda:N.</param>
    /// <exception cref="SobolevException">The name is unknown, or the device is not there.</exception>
    public static ComputeDevice Resolve(string name)
    {
        if (name == "cpu")
            return ComputeDevice.Cpu;
        var index = IndexOf(name);
        LibTorch.EnsureLoaded();
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (name == "auto")
            return count > 0 ? new ComputeDevice(0) : ComputeDevice.Cpu;
        if (count == 0)
            throw new SobolevException(ExitCode.Usage, $"--device {name}: libtorch finds no CUDA device; use --device cpu, or build with -p:TorchBackend=cuda on a machine with an NVIDIA driver");
        return index < count
            ? new ComputeDevice(index)
            : throw new SobolevException(ExitCode.Usage, $"--device {name}: this machine has CUDA devices 0 to {count - 1}");
    }

    private static int IndexOf(string name)
    {
        if (name is "auto" or "cuda")
            return 0;
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new SobolevException(ExitCode.Usage, $"--device {name} is not known; use auto, cpu, cuda or cuda:N");
    }
}
