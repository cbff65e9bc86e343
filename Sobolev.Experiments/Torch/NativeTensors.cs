using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// Tensors in libtorch's own memory. One made of a managed array may share it, wherever the garbage collector put it; and products round by
/// the alignment of their operands, so that the same training would give other last digits in another process.
/// </summary>
internal static class NativeTensors
{
    [ThreadStatic]
    private static (int Count, long Bytes) _copies;

    /// <summary>Copies to devices that this thread has asked for here, the processor included: tests hold updates to limits.</summary>
    public static (int Count, long Bytes) Copies => _copies;

    public static Tensor Of(double[] values, long[] shape, ScalarType dtype, Device device)
    {
        using var managed = tensor(values, shape);
        if (device.type == DeviceType.CPU)
            return Counted(managed.to(dtype, device, copy: true));
        using var rounded = managed.to(dtype);
        return Moved(rounded, device);
    }

    /// <summary>
    /// A tensor of the host on a device. To a GPU it goes by pinned memory, and the host does not wait: a copy from ordinary memory would
    /// wait for all work before it.
    /// </summary>
    public static Tensor Moved(Tensor host, Device device)
    {
        if (host.device_type != DeviceType.CPU)
            return host.to(device);
        Counted(host);
        if (device.type == DeviceType.CPU)
            return host.to(device);
        using var pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    /// <summary>Whole numbers, such as labels or rows, on a device, as <see cref="Moved"/>.</summary>
    public static Tensor Of(long[] numbers, Device device)
    {
        using var host = tensor(numbers);
        return Moved(host, device);
    }

    /// <summary>The numbers of a tensor, in its own memory.</summary>
    /// <param name="tensor">Contiguous, on the processor, of numbers of that type.</param>
    public static Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged
    {
        if (!tensor.is_contiguous() || tensor.device_type != DeviceType.CPU || tensor.ElementSize != Unsafe.SizeOf<T>())
            throw new ArgumentException(
                $"a tensor of {tensor.dtype} on {tensor.device} does not lie in memory as {typeof(T).Name}", nameof(tensor));
        return MemoryMarshal.Cast<byte, T>(tensor.bytes);
    }

    private static Tensor Counted(Tensor host)
    {
        _copies = (_copies.Count + 1, _copies.Bytes + host.numel() * host.ElementSize);
        return host;
    }
}
