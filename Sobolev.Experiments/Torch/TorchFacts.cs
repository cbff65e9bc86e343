namespace Sobolev.Torch;

/// <summary>Facts of libtorch for a run's record; loads libtorch.</summary>
public static class TorchFacts
{
    /// <summary>The keys device, libtorch and convolutions; with a GPU also gpu, driver (the CUDA that it supports), cuda and
    /// cudnn.</summary>
    /// <param name="devices">Devices of the run; each is named once.</param>
    public static Dictionary<string, string> Of(params IReadOnlyList<ComputeDevice> devices)
    {
        var facts = new Dictionary<string, string>
        {
            ["device"] = string.Join(", ", devices.Select(device => device.ToString()).Distinct()),
            ["libtorch"] = LibTorch.Version(),
            ["convolutions"] = LibTorch.Convolutions.Name,
        };
        if (!devices.Any(device => device.IsCuda))
            return facts;
        facts["gpu"] = string.Join(", ", devices.Select(device => NvidiaDriver.NameOf(device.CudaIndex!.Value)).Distinct());
        foreach (var (name, version) in OfCuda())
            facts[name] = version;
        return facts;
    }

    /// <summary>The keys driver (the newest CUDA that it supports), cuda and cudnn.</summary>
    public static Dictionary<string, string> OfCuda() => new()
    {
        ["driver"] = $"{NvidiaDriver.Cuda}",
        ["cuda"] = $"{NvidiaDriver.CudaOfLibTorch}",
        ["cudnn"] = $"{NvidiaDriver.CudnnOfLibTorch}",
    };
}
