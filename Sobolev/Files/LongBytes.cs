using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sobolev.Files;

/// <summary>Bytes of a tensor or of images, of any number: an array of bytes ends at 2 GB.</summary>
public sealed class LongBytes
{
    /// <summary>Bytes that are handed on at once.</summary>
    private const int Piece = 1 << 26;

    private readonly ulong[] _words;

    /// <param name="length">Number of bytes, all zero.</param>
    public LongBytes(long length) => (_words, Length) = (new ulong[(length + 7) / 8], length);

    public long Length { get; }

    public static LongBytes Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = new LongBytes((long)values.Length * Unsafe.SizeOf<T>());
        values.CopyTo(bytes.As<T>());
        return bytes;
    }

    /// <summary>A part of the bytes, to read or to write.</summary>
    public Span<byte> Slice(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - start);
        return MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref First<byte>(), (nint)start), count);
    }

    /// <summary>The bytes as numbers, a copy.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var array = GC.AllocateUninitializedArray<T>(checked((int)(Length / Unsafe.SizeOf<T>())));
        As<T>().CopyTo(array);
        return array;
    }

    /// <summary>Fills the bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream has fewer.</exception>
    public void ReadFrom(Stream stream)
    {
        for (long start = 0; start < Length; start += Piece)
            stream.ReadExactly(Slice(start, PieceAt(start)));
    }

    public void WriteTo(Stream stream)
    {
        for (long start = 0; start < Length; start += Piece)
            stream.Write(Slice(start, PieceAt(start)));
    }

    public void AppendTo(IncrementalHash hash)
    {
        for (long start = 0; start < Length; start += Piece)
            hash.AppendData(Slice(start, PieceAt(start)));
    }

    private int PieceAt(long start) => (int)Math.Min(Piece, Length - start);

    private Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.CreateSpan(ref First<T>(), checked((int)(Length / Unsafe.SizeOf<T>())));

    private ref T First<T>() => ref Unsafe.As<ulong, T>(ref MemoryMarshal.GetArrayDataReference(_words));
}
