namespace Sobolev.Torch;

/// <summary>Facts of libtorch for a run's record; loads libtorch.</summary>
public static class TorchFacts
{
    /// <summary>The keys device, libtorch and convolutions.</summary>
    /// <param name="devices">Devices of the run; each is named once.</param>
    public static Dictionary<string, string> Of(params IEnumerable<ComputeDevice> devices) => new()
    {
        ["device"] = string.Join(", ", devices.Select(device => device.ToString()).Distinct()),
        ["libtorch"] = LibTorch.Version(),
        ["convolutions"] = LibTorch.Convolutions.Name,
    };
}
