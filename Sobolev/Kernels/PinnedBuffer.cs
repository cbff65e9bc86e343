using System.Runtime.InteropServices;

namespace Sobolev.Kernels;

/// <summary>Zeroed numbers that start on a cache line and never move; they live as long as this object.</summary>
internal sealed unsafe class PinnedBuffer<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly T[] _block;
    private readonly int _offset;

    public PinnedBuffer(int count)
    {
        // One line to start on a boundary, one behind the end: a product may read (never use) up to a vector past its right matrix.
        _block = GC.AllocateArray<T>(count + 2 * Line / sizeof(T), pinned: true);
        Count = count;
        var start = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_block, 0);
        Start = (T*)(((nint)start + Line - 1) & -Line);
        _offset = (int)(Start - start);
    }

    public int Count { get; }

    public T* Start { get; }

    /// <summary>Unlike the bare pointer, this keeps the numbers alive.</summary>
    public Span<T> Span => _block.AsSpan(_offset, Count);

    /// <summary>
    /// A row length in memory for this many columns: whole cache lines, and no power of two, whose rows would share few cache sets.
    /// </summary>
    public static int Stride(int columns)
    {
        var line = Line / sizeof(T);
        var stride = (columns + line - 1) / line * line;
        return stride * sizeof(T) % 1024 == 0 ? stride + line : stride;
    }
}
