using Microsoft.Win32.SafeHandles;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>Bytes that are read when they are needed; any number of threads may read.</summary>
public interface IContent
{
    /// <summary>Bytes that are read at once, at most.</summary>
    internal const int LargestFile = 256 << 20;

    /// <summary>Number of bytes.</summary>
    long Length { get; }

    /// <exception cref="IOException">They cannot be read.</exception>
    byte[] Read();
}

/// <summary>A separate file.</summary>
internal sealed class FileContent(string path) : IContent
{
    public long Length => new FileInfo(path).Length;

    public byte[] Read() => InputFile.ReadBytes(path, IContent.LargestFile);
}

/// <summary>A part of a file that stays where it is.</summary>
internal sealed class PartContent(SafeFileHandle file, long offset, long length) : IContent
{
    public long Length => length;

    public byte[] Read()
    {
        if (length > IContent.LargestFile)
            throw new IOException($"{length} bytes, but at most {IContent.LargestFile} are expected");
        var bytes = new byte[length];
        using var part = new PartStream(file, offset, length);
        part.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The part as an archive inside an archive.</summary>
    public List<ArchiveEntry> TarEntries() => TarIndex.Of(file, offset, length);
}

/// <summary>Bytes in memory, out of a compressed archive.</summary>
internal sealed class MemoryContent(byte[] bytes) : IContent
{
    public long Length => bytes.Length;

    public byte[] Read() => bytes;
}
