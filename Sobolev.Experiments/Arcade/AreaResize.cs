using System.Numerics;
using System.Runtime.Intrinsics;

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
    /// <summary>Fraction bits of the reciprocal that replaces the division by the area.</summary>
    private const int FractionBits = 52;

    private readonly (int Height, int Width) _source, _target;
    private readonly Cover _rows, _columns;
    private readonly int[] _sums;
    private readonly int _area;
    private readonly ulong _reciprocal;

    /// <summary>Sizes in pixels; no side may grow, and the source has at most 2 million pixels.</summary>
    public AreaResize((int Height, int Width) source, (int Height, int Width) target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Height, source.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Width, source.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)source.Height * source.Width, 1 << 21);
        (_source, _target) = (source, target);
        (_rows, _columns) = (new Cover(source.Height, target.Height), new Cover(source.Width, target.Width));
        // the last columns read past the picture, with weights of zero
        _sums = new int[source.Width + _columns.WeightsOf(0).Length];
        _area = source.Height * source.Width;
        // rounded up: x / (2 areas) is exact for x below 512 areas, because x * 2 areas < 2^52 (Granlund and Montgomery 1994)
        _reciprocal = ((1UL << FractionBits) + 2 * (ulong)_area - 1) / (2 * (ulong)_area);
    }

    /// <summary>Both pictures row by row.</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, _source.Height * _source.Width);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, _target.Height * _target.Width);
        for (var j = 0; j < _target.Height; j++)
        {
            var sums = _sums.AsSpan(0, _source.Width);
            sums.Clear();
            var weights = _rows.WeightsOf(j);
            for (var k = 0; k < weights.Length && weights[k] != 0; k++)
                AddRow(source.Slice((_rows.First[j] + k) * _source.Width, _source.Width), weights[k], sums);

            Means(target.Slice(j * _target.Width, _target.Width));
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            Add(first, sums[i..]);
            Add(second, sums[(i + Vector<int>.Count)..]);
            Add(third, sums[(i + 2 * Vector<int>.Count)..]);
            Add(fourth, sums[(i + 3 * Vector<int>.Count)..]);
        }

        for (; i < row.Length; i++)
            sums[i] += weight * row[i];

        void Add(Vector<uint> levels, Span<int> to) => (new Vector<int>(to) + Vector.AsVectorInt32(levels) * weight).CopyTo(to);
    }

    /// <summary>A row of the target from the weighted sums of its source rows.</summary>
    private void Means(Span<byte> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var weights = _columns.WeightsOf(i);
            ReadOnlySpan<int> sums = _sums.AsSpan(_columns.First[i], weights.Length);
            var products = Vector128<int>.Zero;
            for (var k = 0; k < weights.Length; k += Vector128<int>.Count)
                products += Vector128.Create(weights[k..]) * Vector128.Create(sums[k..]);
            row[i] = (byte)(((2 * (ulong)(uint)Vector128.Sum(products) + (uint)_area) * _reciprocal) >> FractionBits);
        }
    }

    /// <summary>Source pixels that each target pixel covers along one side, with their shares.</summary>
    private sealed class Cover
    {
        private readonly int[] _weights;
        private readonly int _most;

        public Cover(int source, int target)
        {
            (int From, int To)[] spans = [.. Enumerable.Range(0, target).Select(pixel => (pixel * source, (pixel + 1) * source))];
            First = [.. spans.Select(span => span.From / target)];
            var most = spans.Max(span => (span.To - 1) / target - span.From / target) + 1;
            _most = (most + Vector128<int>.Count - 1) / Vector128<int>.Count * Vector128<int>.Count;
            _weights = [.. spans.SelectMany((span, pixel) => Enumerable.Range(First[pixel], _most)
                .Select(k => Math.Max(0, Math.Min(span.To, (k + 1) * target) - Math.Max(span.From, k * target))))];
        }

        /// <summary>The first source pixel of each target pixel.</summary>
        public int[] First { get; }

        /// <summary>The shares of a target pixel's source pixels, then zeros, whole vectors of them.</summary>
        public ReadOnlySpan<int> WeightsOf(int pixel) => _weights.AsSpan(pixel * _most, _most);
    }
}
