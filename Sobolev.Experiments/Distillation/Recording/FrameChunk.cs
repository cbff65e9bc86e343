using System.IO.Compression;

namespace Sobolev.Distillation;

/// <summary>Consecutive frames in few bytes: each as its difference from the one before, then deflated.</summary>
/// <remarks>From one frame to the next little moves: the differences are almost all zeros.</remarks>
internal static class FrameChunk
{
    public const int FrameSize = Models.PolicyLayers.Side * Models.PolicyLayers.Side;

    /// <summary>More than this no byte of deflate becomes (RFC 1951: 258 bytes from two bits).</summary>
    public const int LargestFactor = 1032;

    /// <param name="frames">(count, 84 * 84)</param>
    public static byte[] Pack(ReadOnlySpan<byte> frames)
    {
        var differences = new byte[frames.Length];
        for (var i = 0; i < frames.Length; i++)
            differences[i] = (byte)(i < FrameSize ? frames[i] : frames[i] - frames[i - FrameSize]);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal))
            deflate.Write(differences);
        return packed.ToArray();
    }

    /// <param name="packed">Output of <see cref="Pack"/>.</param>
    /// <param name="frames">Filled whole.</param>
    /// <exception cref="InvalidDataException">The bytes are not frames, or have another number of frames.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<byte> frames)
    {
        using var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        try
        {
            stream.ReadExactly(frames);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("fewer frames than stated", error);
        }
        catch (IOException error)
        {
            throw new InvalidDataException("damaged frames", error);
        }

        if (stream.ReadByte() >= 0)
            throw new InvalidDataException("more frames than stated");
        for (var i = FrameSize; i < frames.Length; i++)
            frames[i] += frames[i - FrameSize];
    }
}
