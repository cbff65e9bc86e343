using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Data;

/// <summary>Turns rows of an image set into tensors: put together as bytes, moved to the device, normalised per channel there.</summary>
/// <remarks>The statistics are those of the training images; test images are normalised by the same.</remarks>
public sealed class ImageBatches : IDisposable
{
    private readonly Device _device;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly byte[] _fill;
    private byte[] _buffer = [];

    public ImageBatches(ImageSet training, Device device)
    {
        var (mean, deviation) = training.Statistics();
        _device = device;
        // (x / 255 - mean) / deviation
        _scale = PerChannel([.. deviation.Select(s => 1 / (255 * s))]);
        _shift = PerChannel([.. mean.Zip(deviation, (m, s) => -m / s)]);
        _fill = [.. mean.Select(m => (byte)Math.Round(255 * m))];
    }

    /// <returns>Images (rows, channels, height, width), normalised, and labels (rows), in the caller's dispose scope.</returns>
    public (Tensor Images, Tensor Labels) Compose(ImageSet set, ReadOnlySpan<int> rows, Augmentation augmentation, RandomStream rng)
    {
        var size = rows.Length * set.Size;
        if (_buffer.Length < size)
            _buffer = new byte[size];
        augmentation.Compose(set, rows, rng, _fill, _buffer.AsSpan(0, size));
        var labels = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = set.Labels[rows[i]];
        using var bytes = zeros(rows.Length, set.Channels, set.Height, set.Width, dtype: uint8);
        _buffer.AsSpan(0, size).CopyTo(bytes.bytes);
        using var there = NativeTensors.Moved(bytes, _device);
        // channels last in memory, which libtorch's convolutions on the CPU are a fifth faster with; layers keep the layout they are given
        using var channelsLast = there.permute(0, 2, 3, 1).contiguous();
        return (channelsLast.permute(0, 3, 1, 2).to(float32).mul_(_scale).add_(_shift), NativeTensors.Of(labels, _device));
    }

    /// <summary>The images from <paramref name="start"/> on, as they are.</summary>
    public (Tensor Images, Tensor Labels) Compose(ImageSet set, int start, int count)
    {
        int[] rows = [.. Enumerable.Range(start, count)];
        return Compose(set, rows, Augmentation.None, new RandomStream(0));
    }

    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }

    private Tensor PerChannel(double[] values) =>
        tensor(values, [1, values.Length, 1, 1], dtype: float32, device: _device).DetachFromDisposeScope();
}
