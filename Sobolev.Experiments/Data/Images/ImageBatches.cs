using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Data;

/// <summary>Turns rows of an image set into tensors: put together as bytes, and normalised per channel on the device.</summary>
/// <remarks>
/// The statistics are those of the training images; test images are normalised by the same. Several threads may use it at a time.
/// </remarks>
public sealed class ImageBatches : IDisposable
{
    private readonly Device _device;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly byte[] _fill;
    private readonly Dictionary<ImageSet, ImagesOnDevice> _onDevice = new(ReferenceEqualityComparer.Instance);
    private string? _note;

    /// <param name="training">Gives the statistics.</param>
    /// <param name="device">Device of the tensors.</param>
    /// <param name="sets">
    /// Sets that many minibatches are made of: on a GPU all of them lie there from now on, where they fit (<see cref="ResidentData"/>).
    /// </param>
    public ImageBatches(ImageSet training, Device device, params IReadOnlyList<ImageSet> sets)
        : this(training, device, sets, ResidentData.MostBytes(device)) { }

    /// <param name="mostBytes">The most that the sets may take on the device together.</param>
    internal ImageBatches(ImageSet training, Device device, IReadOnlyList<ImageSet> sets, long mostBytes)
    {
        var (mean, deviation) = training.Statistics();
        _device = device;
        // (x / 255 - mean) / deviation
        _scale = PerChannel([.. deviation.Select(s => 1 / (255 * s))]);
        _shift = PerChannel([.. mean.Zip(deviation, (m, s) => -m / s)]);
        _fill = [.. mean.Select(m => (byte)Math.Round(255 * m))];
        ImageSet[] each = [.. sets.Distinct<ImageSet>(ReferenceEqualityComparer.Instance)];
        var bytes = each.Sum(ImagesOnDevice.BytesOf);
        _note = ResidentData.NoteOf("images", bytes, mostBytes);
        if (bytes > mostBytes)
            return;
        foreach (var set in each)
            _onDevice.Add(set, new ImagesOnDevice(set, _fill, device));
    }

    /// <returns>Images (rows, channels, height, width), normalised, and labels (rows), in the caller's dispose scope.</returns>
    public (Tensor Images, Tensor Labels) Compose(ImageSet set, ReadOnlySpan<int> rows, Augmentation augmentation, RandomStream rng)
    {
        var (bytes, labels) = _onDevice.TryGetValue(set, out var there)
            ? there.Compose(rows, augmentation, rng)
            : ComposeByHost(set, rows, augmentation, rng);
        using (bytes)
            return (bytes.permute(0, 3, 1, 2).to(float32).mul_(_scale).add_(_shift), labels);
    }

    /// <summary>The images from <paramref name="start"/> on, as they are.</summary>
    public (Tensor Images, Tensor Labels) Compose(ImageSet set, int start, int count)
    {
        int[] rows = [.. Enumerable.Range(start, count)];
        return Compose(set, rows, Augmentation.None, new RandomStream(0));
    }

    /// <summary>The sentence that the sets do not fit on the GPU, once.</summary>
    public IReadOnlyList<string> TakeNotes() => Interlocked.Exchange(ref _note, null) is { } note ? [note] : [];

    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
        foreach (var set in _onDevice.Values)
            set.Dispose();
    }

    /// <returns>Bytes (rows, height, width, channels) and labels (rows), on the device.</returns>
    private (Tensor Bytes, Tensor Labels) ComposeByHost(ImageSet set, ReadOnlySpan<int> rows, Augmentation augmentation, RandomStream rng)
    {
        var labels = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = set.Labels[rows[i]];
        using var bytes = empty(rows.Length, set.Channels, set.Height, set.Width, dtype: uint8);
        augmentation.Compose(set, rows, rng, _fill, bytes.bytes);
        using var there = NativeTensors.Moved(bytes, _device);
        // channels last in memory, which libtorch's convolutions on the CPU are a fifth faster with; layers keep the layout they are given
        return (there.permute(0, 2, 3, 1).contiguous(), NativeTensors.Of(labels, _device));
    }

    private Tensor PerChannel(double[] values) =>
        tensor(values, [1, values.Length, 1, 1], dtype: float32, device: _device).DetachFromDisposeScope();
}
