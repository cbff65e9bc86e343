using System.Text;

namespace Sobolev.Tests.Hostile;

/// <summary>Tar archives with headers that a writer of archives would not write.</summary>
internal static class TarBytes
{
    private const int Block = 512;

    public static byte[] End { get; } = new byte[2 * Block];

    public static byte[] File(string name, byte[] content) => [.. Header(name, content.Length), .. Padded(content)];

    /// <param name="size">The size that the header states.</param>
    /// <param name="kind">The type flag.</param>
    public static byte[] Header(string name, long size, char kind = '0', byte[]? sizeField = null)
    {
        var header = new byte[Block];
        Encoding.UTF8.GetBytes(name).AsSpan(0, Math.Min(100, Encoding.UTF8.GetByteCount(name))).CopyTo(header);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
        (sizeField ?? Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\0")).CopyTo(header, 124);
        header[156] = (byte)kind;
        Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(header, 257);
        return Summed(header);
    }

    /// <summary>A number in GNU's form, big-endian behind a set first bit.</summary>
    public static byte[] Base256(byte first, params byte[] last)
    {
        var field = new byte[12];
        field[0] = first;
        last.CopyTo(field, 12 - last.Length);
        return field;
    }

    /// <summary>A pax header with one record.</summary>
    public static byte[] Pax(string key, string value)
    {
        var body = $" {key}={value}\n";
        var length = Encoding.UTF8.GetByteCount(body) + 1;
        while (length != Encoding.UTF8.GetByteCount(body) + $"{length}".Length)
            length = Encoding.UTF8.GetByteCount(body) + $"{length}".Length;
        var record = Encoding.UTF8.GetBytes($"{length}{body}");
        return [.. Header("PaxHeader", record.Length, 'x'), .. Padded(record)];
    }

    public static byte[] Padded(byte[] content) => [.. content, .. new byte[(Block - content.Length % Block) % Block]];

    private static byte[] Summed(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }
}
