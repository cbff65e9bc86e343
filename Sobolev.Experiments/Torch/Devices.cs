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
        if (name == "cpu" || name == "auto" && !HasNvidiaDriver())
            return ComputeDevice.Cpu;
        var index = IndexOf(name);
        LibTorch.EnsureLoaded();
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (name == "auto")
            return count > 0 ? new ComputeDevice(0) : ComputeDevice.Cpu;
        if (count == 0)
            throw new SobolevException(
                ExitCode.Usage,
                $"--device {name}: libtorch finds no CUDA device; use --device cpu, or build with -p:TorchBackend=cuda on a machine with "
                + "an NVIDIA driver");
        return index < count
            ? new ComputeDevice(index)
            : throw new SobolevException(ExitCode.Usage, $"--device {name}: this machine has CUDA devices 0 to {count - 1}");
    }

    /// <summary>
    /// Devices for several workers of one training: those of a plain cuda (or auto, where there is CUDA) go round all GPUs, otherwise all
    /// share the one device that is named.
    /// </summary>
    /// <exception cref="SobolevException">As <see cref="Resolve"/>.</exception>
    public static IReadOnlyList<ComputeDevice> ForWorkers(string name, int workers)
    {
        var first = Resolve(name);
        var gpus = first.IsCuda && name is "auto" or "cuda" ? torch.cuda.device_count() : 1;
        return [.. Enumerable.Range(0, workers).Select(worker => gpus > 1 ? new ComputeDevice(worker % gpus) : first)];
    }

    /// <summary>The device that <see cref="Resolve"/> will try, without loading libtorch; for a dry run.</summary>
    /// <exception cref="SobolevException">The name is unknown.</exception>
    public static string Expected(string name) =>
        name == "cpu" || name == "auto" && !HasNvidiaDriver() ? "cpu" : $"cuda:{IndexOf(name)}{(name == "auto" ? " if libtorch finds it, else cpu" : "")}";

    /// <summary>The devices libtorch finds, in words; loads it.</summary>
    public static string Describe()
    {
        LibTorch.EnsureLoaded();
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return string.Join(", ", Enumerable.Range(0, count).Select(index => $"cuda:{index}").Prepend("cpu"));
    }

    // where no driver is, no CUDA can be: half a gigabyte need not be loaded to find that out
    private static bool HasNvidiaDriver() => OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
        : File.Exists("/proc/driver/nvidia/version");

    private static int IndexOf(string name)
    {
        if (name is "auto" or "cuda")
            return 0;
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new SobolevException(ExitCode.Usage, $"--device {name} is not known; use auto, cpu, cuda or cuda:N");
    }
}
