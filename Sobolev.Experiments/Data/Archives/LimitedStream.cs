namespace Sobolev.Data;

/// <summary>The content of a compressed file, up to a limit: a few kilobytes may claim to be terabytes.</summary>
/// <param name="inner">Disposed with this one.</param>
/// <param name="most">Bytes, at most.</param>
internal sealed class LimitedStream(Stream inner, long most) : Stream
{
    /// <summary>
    /// Files of images hardly shrink, and CIFAR-10 to three quarters; deflate's most is a factor of 1032.
    /// </summary>
    private const int LargestFactor = 100;

    private const long Least = 64 << 20;

    private long _position;

    /// <summary>The limit for a compressed file of a length, whose content is held in memory.</summary>
    public static long LimitOf(long compressed) =>
        Math.Max(Least, Math.Min(LargestFactor * compressed, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">More came out than the limit.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _position += count;
        return _position <= most ? count : throw new InvalidDataException(
            $"it decompresses to more than {most >> 20} MiB, far more than such files do; decompress it and give the folder or the .tar");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
