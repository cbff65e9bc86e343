using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Data;

/// <summary>
/// All images of a set on a device, as bytes: a minibatch is put together there, and only four numbers for each of its images are moved.
/// </summary>
/// <remarks>
/// Each image has a line and a column more than it shows, of the fill colour. Places that a moved image leaves empty are looked up in
/// them, so that a minibatch is one lookup of pixels.
/// </remarks>
internal sealed class ImagesOnDevice : IDisposable
{
    private const int BytesAtOnce = 1 << 24;

    private readonly ImageSet _set;
    private readonly Device _device;
    private readonly Tensor _pixels;
    private readonly Tensor _labels;
    private readonly Tensor _lines;
    private readonly Tensor _columns;

    /// <param name="set">The images.</param>
    /// <param name="fill">A byte for each channel, for the places outside an image.</param>
    /// <param name="device">Where they lie until this is disposed.</param>
    public ImagesOnDevice(ImageSet set, byte[] fill, Device device)
    {
        (_set, _device) = (set, device);
        using var scope = NewDisposeScope();
        var pixels = empty(set.Count, set.Height + 1, set.Width + 1, set.Channels, dtype: uint8, device: device);
        pixels.copy_(tensor(fill, dtype: uint8));
        var atOnce = Math.Max(1, BytesAtOnce / set.Size);
        for (var start = 0; start < set.Count; start += atOnce)
            CopyImages(pixels, start, Math.Min(atOnce, set.Count - start));
        _pixels = pixels.view(-1, set.Channels).DetachFromDisposeScope();
        _labels = tensor(Array.ConvertAll(set.Labels, label => (long)label)).to(device).DetachFromDisposeScope();
        _lines = Sources(set.Height, mirrors: false, stride: set.Width + 1);
        _columns = Sources(set.Width, mirrors: true, stride: 1);
    }

    /// <summary>Bytes that a set takes on a device: the pixels with a line and a column more for each image, and the labels.</summary>
    public static long BytesOf(ImageSet set) => set.Count * ((set.Height + 1L) * (set.Width + 1) * set.Channels + sizeof(long));

    /// <summary>As <see cref="Augmentation.Compose"/>, by the same random numbers and to the bit.</summary>
    /// <returns>Bytes (rows, height, width, channels) and labels (rows), in the caller's dispose scope.</returns>
    public (Tensor Bytes, Tensor Labels) Compose(ReadOnlySpan<int> rows, Augmentation augmentation, RandomStream rng)
    {
        using var scope = NewDisposeScope();
        var (count, height, width) = (rows.Length, _set.Height, _set.Width);
        // image, its first pixel, row of _lines, row of _columns
        var numbers = new long[4 * count];
        for (var i = 0; i < count; i++)
        {
            var (dx, dy, flip) = augmentation.Draw(rng);
            numbers[i] = rows[i];
            numbers[count + i] = (long)rows[i] * (height + 1) * (width + 1);
            numbers[2 * count + i] = RowOf(dy, height, flip: false);
            numbers[3 * count + i] = RowOf(dx, width, flip);
        }

        var there = NativeTensors.Of(numbers, _device).view(4, count);
        var lines = _lines.index_select(0, there.select(0, 2)).add_(there.select(0, 1).unsqueeze(1)); // (rows, height)
        var columns = _columns.index_select(0, there.select(0, 3)); // (rows, width)
        var places = lines.unsqueeze(2).add(columns.unsqueeze(1)).view(-1);
        var bytes = _pixels.index_select(0, places).view(count, height, width, _set.Channels);
        return (bytes.MoveToOuterDisposeScope(), _labels.index_select(0, there.select(0, 0)).MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _labels.Dispose();
        _lines.Dispose();
        _columns.Dispose();
    }

    private void CopyImages(Tensor pixels, int start, int count)
    {
        using var scope = NewDisposeScope();
        var bytes = empty(count, _set.Channels, _set.Height, _set.Width, dtype: uint8);
        _set.Pixels.Slice((long)start * _set.Size, count * _set.Size).CopyTo(bytes.bytes);
        pixels.narrow(0, start, count).narrow(1, 0, _set.Height).narrow(2, 0, _set.Width).copy_(bytes.to(_device).permute(0, 2, 3, 1));
    }

    /// <summary>
    /// Where each place of a moved line or column is found, times <paramref name="stride"/>: a row for each shift from
    /// -<paramref name="size"/> to <paramref name="size"/>, then the same mirrored. Outside the image it is <paramref name="size"/>.
    /// </summary>
    private Tensor Sources(int size, bool mirrors, int stride)
    {
        var shifts = 2 * size + 1;
        var sources = new long[(mirrors ? 2 : 1) * shifts * size];
        for (var i = 0; i < sources.Length; i++)
        {
            var (row, place) = (i / size, i % size);
            var source = (row < shifts ? place : size - 1 - place) + row % shifts - size;
            sources[i] = (source >= 0 && source < size ? source : size) * (long)stride;
        }

        return tensor(sources).view(-1, size).to(_device).DetachFromDisposeScope();
    }

    private static int RowOf(int shift, int size, bool flip) => Math.Clamp(shift, -size, size) + size + (flip ? 2 * size + 1 : 0);
}
