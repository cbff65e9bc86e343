namespace Sobolev.Data;

/// <summary>The checksum of zip archives (ISO 3309, polynomial 0x04C11DB7 with bits reversed).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB8_8320;

    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = _table[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Entry(int index)
    {
        var sum = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
        return sum;
    }
}
