using Microsoft.Win32.SafeHandles;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>An image as it lies in a data set: a file, or a part of an archive.</summary>
/// <param name="Name">Its path from the root of the data set, for messages.</param>
/// <param name="Label">The number of its class.</param>
/// <param name="Content">Its bytes.</param>
public sealed record EncodedImage(string Name, int Label, IContent Content)
{
    /// <summary>Bytes that are read, at most.</summary>
    internal const int LargestFile = 256 << 20;
}

/// <summary>Bytes that are read when they are needed.</summary>
public interface IContent
{
    /// <summary>Number of bytes.</summary>
    long Length { get; }

    /// <exception cref="IOException">They cannot be read.</exception>
    byte[] Read();
}

/// <summary>A separate file.</summary>
internal sealed class FileContent(string path) : IContent
{
    public long Length => new FileInfo(path).Length;

    public byte[] Read() => InputFile.ReadBytes(path, EncodedImage.LargestFile);
}

/// <summary>A part of a file that stays where it is; any number of threads may read.</summary>
internal sealed class PartContent(SafeFileHandle file, long offset, long length) : IContent
{
    public long Length => length;

    public byte[] Read()
    {
        if (length > EncodedImage.LargestFile)
            throw new IOException($"{length} bytes, but at most {EncodedImage.LargestFile} are expected");
        var bytes = new byte[length];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new EndOfStreamException("the archive ends within the image");
        }

        return bytes;
    }
}

/// <summary>Bytes in memory, out of a compressed archive.</summary>
internal sealed class MemoryContent(byte[] bytes) : IContent
{
    public long Length => bytes.Length;

    public byte[] Read() => bytes;
}
