namespace Sobolev.Arcade;

/// <summary>
/// Makes a picture smaller by area: a target pixel is the mean of the part of the source that it covers, pixels at its edge counted by the
/// share that lies inside.
/// </summary>
/// <remarks>
/// All in integers: measured in units of which a source pixel has as many as there are target pixels, every share is whole, so the mean is
/// exact before it is rounded, half up.
/// </remarks>
public sealed class AreaResize
{
    private readonly (int Height, int Width) _source, _target;
    private readonly Stretch[] _rows, _columns;
    private readonly int[] _sums;

    /// <summary>Sizes in pixels; no side may grow.</summary>
    public AreaResize((int Height, int Width) source, (int Height, int Width) target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Height, source.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Width, source.Width);
        (_source, _target) = (source, target);
        (_rows, _columns) = (Cover(source.Height, target.Height), Cover(source.Width, target.Width));
        _sums = new int[source.Width];
    }

    /// <summary>Both pictures row by row.</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, _source.Height * _source.Width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, _target.Height * _target.Width);
        // at most 255 times this, well inside 32 bits for any screen
        var area = _source.Height * _source.Width;
        for (var j = 0; j < _target.Height; j++)
        {
            AddRows(_rows[j], source);
            for (var i = 0; i < _target.Width; i++)
                target[j * _target.Width + i] = (byte)((2 * Weighted(_columns[i]) + area) / (2 * area));
        }
    }

    private void AddRows(Stretch span, ReadOnlySpan<byte> source)
    {
        Array.Clear(_sums);
        for (var k = 0; k < span.Weights.Length; k++)
        {
            var row = source.Slice((span.First + k) * _source.Width, _source.Width);
            var weight = span.Weights[k];
            for (var i = 0; i < row.Length; i++)
                _sums[i] += weight * row[i];
        }
    }

    private int Weighted(Stretch span)
    {
        var sum = 0;
        for (var k = 0; k < span.Weights.Length; k++)
            sum += span.Weights[k] * _sums[span.First + k];
        return sum;
    }

    /// <summary>Source pixels that each target pixel covers along one side.</summary>
    private static Stretch[] Cover(int source, int target) =>
        [.. Enumerable.Range(0, target).Select(pixel =>
        {
            var (from, to) = (pixel * source, (pixel + 1) * source);
            var (first, last) = (from / target, (to - 1) / target);
            return new Stretch(first,
                [.. Enumerable.Range(first, last - first + 1).Select(k => Math.Min(to, (k + 1) * target) - Math.Max(from, k * target))]);
        })];

    /// <summary>Source pixels from <paramref name="First"/> on, with their shares.</summary>
    private readonly record struct Stretch(int First, int[] Weights);
}
