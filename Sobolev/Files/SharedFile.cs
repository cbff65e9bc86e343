using System.Text;

namespace Sobolev.Files;

/// <summary>
/// Files opened for reading that other programs may read, write and remove meanwhile: a table that is open in a spreadsheet, or the rows
/// of a run that continues.
/// </summary>
internal static class SharedFile
{
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public static StreamReader OpenText(string path, Encoding? encoding = null) => new(Open(path), encoding ?? Encoding.UTF8);

    public static byte[] Bytes(string path)
    {
        using var stream = Open(path);
        // a pipe or a file of /proc has no length
        if (!stream.CanSeek || stream.Length == 0)
        {
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }

        if (stream.Length > Array.MaxLength)
            throw new IOException($"the file is larger than {Array.MaxLength} bytes");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static string Text(string path)
    {
        using var reader = OpenText(path);
        return reader.ReadToEnd();
    }
}
