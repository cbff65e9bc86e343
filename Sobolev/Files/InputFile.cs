using System.Text;

namespace Sobolev.Files;

/// <summary>
/// Reads files of unknown origin: regular files only, since a pipe or a device in their place would be waited for or read without end.
/// </summary>
internal static class InputFile
{
    /// <exception cref="IOException">It is missing, or a pipe, a socket or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read, or is a folder.</exception>
    public static FileStream Open(string path) => FileStatus.IsRegular(path) || Directory.Exists(path) || !File.Exists(path)
        ? SharedFile.Open(path)
        : throw new IOException("not a regular file but a pipe, a socket or a device");

    /// <param name="path">A file.</param>
    /// <param name="most">Bytes, at most.</param>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    public static byte[] ReadBytes(string path, int most)
    {
        using var file = Open(path);
        if (file.Length > most)
            throw new IOException($"{file.Length} bytes, but at most {most} are expected");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc cref="ReadBytes"/>
    public static string ReadText(string path, int most) => Encoding.UTF8.GetString(ReadBytes(path, most)).TrimStart('\uFEFF');
}
