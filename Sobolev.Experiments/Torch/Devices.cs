using System.Globalization;

namespace Sobolev.Torch;

/// <summary>Turns the option --device into devices that are there.</summary>
public static class Devices
{
    /// <summary>The device of a trial that is alone, and of everything outside of trials.</summary>
    /// <param name="name">auto (CUDA where libtorch finds it, else the processor), cpu, cuda, or cuda:N.</param>
    /// <exception cref="SobolevException">The name is unknown, or the device is not there.</exception>
    public static ComputeDevice Resolve(string name) => At(name, place: 0);

    /// <summary>
    /// The device of one of several trials that are trained at the same time: a plain cuda (or auto, where there is CUDA) takes all GPUs in
    /// turn.
    /// </summary>
    /// <param name="name">As for <see cref="Resolve"/>.</param>
    /// <param name="place">From 0.</param>
    /// <exception cref="SobolevException">As <see cref="Resolve"/>.</exception>
    public static ComputeDevice At(string name, int place) => At(name, place, () => Gpus.OfMachine);

    /// <summary>Devices for the workers of a trial.</summary>
    /// <param name="name">As for <see cref="Resolve"/>.</param>
    /// <param name="workers">Their number.</param>
    /// <param name="place">The trial's among those at the same time.</param>
    public static IReadOnlyList<ComputeDevice> ForWorkers(string name, int workers, int place = 0) =>
        [.. Enumerable.Range(place * workers, workers).Select(worker => At(name, worker))];

    /// <summary>How many trials are trained at the same time: as many as threads on the processor, on GPUs a number for each.</summary>
    /// <param name="name">As for <see cref="Resolve"/>.</param>
    /// <param name="threads">Threads of the processor.</param>
    /// <param name="perGpu">Trials, or workers, at a time on each GPU.</param>
    /// <param name="workers">Workers of each trial.</param>
    public static int TrialsAtOnce(string name, int threads, int perGpu, int workers) =>
        TrialsAtOnce(name, threads, perGpu, workers, () => Gpus.OfMachine);

    /// <summary>The device that <see cref="Resolve"/> will try, without loading libtorch; for a dry run.</summary>
    /// <exception cref="SobolevException">The name is unknown.</exception>
    public static string Expected(string name) =>
        name == "cpu" || name == "auto" && !NvidiaDriver.IsPresent
            ? "cpu"
            : $"cuda:{IndexOf(name) ?? 0}{(name == "auto" ? " if libtorch finds it, else cpu" : "")}";

    /// <summary>The devices libtorch finds; loads it.</summary>
    public static IReadOnlyList<ComputeDevice> All()
    {
        LibTorch.EnsureLoaded();
        return [ComputeDevice.Cpu, .. Enumerable.Range(0, Gpus.OfMachine.Count).Select(index => new ComputeDevice(index))];
    }

    /// <summary>Why libtorch finds no GPU, with the remedy; null where it finds one. Loads libtorch.</summary>
    public static string? WhyNoGpu() => Gpus.OfMachine.Count > 0 ? null : WhyNone();

    internal static ComputeDevice At(string name, int place, Func<Gpus> gpus)
    {
        if (name == "cpu")
            return ComputeDevice.Cpu;
        var index = IndexOf(name);
        var there = gpus();
        if (there.Count == 0)
            return name == "auto" ? ComputeDevice.Cpu : throw new SobolevException(ExitCode.Usage, $"--device {name}: {WhyNone()}");
        if (index is null)
            return there.At(place);
        return index < there.Count
            ? new ComputeDevice(index)
            : throw new SobolevException(ExitCode.Usage, $"--device {name}: this machine has CUDA devices 0 to {there.Count - 1}");
    }

    internal static int TrialsAtOnce(string name, int threads, int perGpu, int workers, Func<Gpus> gpus)
    {
        if (!At(name, 0, gpus).IsCuda)
            return threads;
        var count = IndexOf(name) is null ? gpus().Count : 1;
        return Math.Clamp(count * perGpu / workers, 1, threads);
    }

    /// <summary>Why libtorch finds no GPU, with the remedy.</summary>
    internal static string WhyNone()
    {
        const string none = "libtorch finds no CUDA device; use --device cpu, or ";
        if (!NvidiaDriver.IsPresent)
            return $"{none}a machine with an NVIDIA driver (in a container: start it with its GPUs)";
        LibTorch.EnsureLoaded();
        if (!LibTorch.HasCuda)
            return $"{none}build with -p:TorchBackend=cuda; this build's libtorch is for the processor";
        return (NvidiaDriver.Cuda, NvidiaDriver.CudaOfLibTorch) is ({ } driver, { } needed) && driver < needed
            ? $"{none}update the NVIDIA driver: it supports CUDA {driver}, libtorch needs {needed}"
            : $"{none}see what nvidia-smi says";
    }

    /// <returns>The number after cuda:, or null where any GPU will do.</returns>
    private static int? IndexOf(string name)
    {
        if (name is "auto" or "cuda")
            return null;
        return name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new SobolevException(ExitCode.Usage, $"--device {name} is not known; use auto, cpu, cuda or cuda:N");
    }
}
