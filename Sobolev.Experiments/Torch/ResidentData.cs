using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// Where training data lies: on a GPU as long as it takes at most a quarter of the GPU's memory, so that activations have the rest.
/// Otherwise with the host, which puts each minibatch together and moves it.
/// </summary>
/// <remarks>
/// The GPU's whole memory decides, not the part that is free: the same run makes the same choice again. On the processor the data would
/// lie in memory twice, and copying lines of bytes is a tenth faster than gathering them.
/// </remarks>
internal static class ResidentData
{
    private const int Share = 4;

    /// <summary>
    /// The most bytes of a data set that lie on a device for a training; 0 on the processor, 1 for a GPU whose driver does not say how much
    /// memory it has, so that the note is given.
    /// </summary>
    public static long MostBytes(Device device) =>
        device.type == DeviceType.CUDA ? Math.Max(1, NvidiaDriver.MemoryOf(device.index) / Share) : 0;

    /// <summary>Says that data stays with the host of a GPU, and why; null where it need not be said.</summary>
    /// <param name="name">The data, such as "images".</param>
    /// <param name="bytes">The memory it would take there.</param>
    /// <param name="most"><see cref="MostBytes"/> of the device.</param>
    public static string? NoteOf(string name, long bytes, long most) => most == 0 || bytes <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"the {name} stay with the host and are moved to the GPU minibatch by minibatch: "
            + $"{bytes / 1e6:0} MB are more than a quarter of its memory ({most / 1e6:0} MB)");
}
