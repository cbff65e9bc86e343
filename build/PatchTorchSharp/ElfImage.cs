using System.Buffers.Binary;
using System.Text;

namespace Sobolev.PatchTorchSharp;

/// <summary>
/// The dynamic table of a 64-bit little-endian ELF file, read as the loader reads it: by program headers, every offset checked.
/// </summary>
/// <exception cref="InvalidDataException">The bytes are not an ELF file, or an offset points outside it.</exception>
internal sealed class ElfImage
{
    private const uint SegmentLoad = 1, SegmentDynamic = 2;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> _segments = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];

    public ElfImage(ReadOnlyMemory<byte> file)
    {
        _file = file;
        if (file.Length < 64 || !file.Span[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("it is not a 64-bit little-endian ELF file");
        ReadSegments();
    }

    /// <summary>The value of an entry of the dynamic table, or null if the file lacks it.</summary>
    public ulong? Dynamic(ulong tag) => _dynamic.TryGetValue(tag, out var value) ? value : null;

    public ulong Required(ulong tag, string name) =>
        Dynamic(tag) ?? throw new InvalidDataException($"its dynamic table has no {name}");

    /// <summary>Offset in the file of the byte that the loader would map at this address.</summary>
    public ulong OffsetOf(ulong address)
    {
        foreach (var segment in _segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Size)
                return segment.Offset + (address - segment.Address);
        }

        throw new InvalidDataException($"address 0x{address:x} lies in no segment");
    }

    public ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(offset, 2));

    public uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(offset, 4));

    public ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(offset, 8));

    /// <summary>The zero-terminated text at an offset.</summary>
    public string Text(ulong offset)
    {
        var rest = offset < (ulong)_file.Length ? _file.Span[(int)offset..] : [];
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(rest[..end]) : throw Truncated(offset);
    }

    private ReadOnlySpan<byte> Bytes(ulong offset, int count) =>
        offset <= (ulong)_file.Length && (ulong)_file.Length - offset >= (ulong)count
            ? _file.Span.Slice((int)offset, count)
            : throw Truncated(offset);

    private InvalidDataException Truncated(ulong offset) =>
        new($"it ends at byte {_file.Length}, but its tables point to byte {offset}");

    private void ReadSegments()
    {
        // Elf64_Ehdr: e_phoff at 32, e_phentsize at 54, e_phnum at 56.
        var (table, entry, count) = (UInt64(32), UInt16(54), UInt16(56));
        var headers = Enumerable.Range(0, count).Select(i => table + (ulong)i * entry).ToList();
        // Elf64_Phdr: p_type at 0, p_offset at 8, p_vaddr at 16, p_filesz at 32.
        foreach (var header in headers.Where(header => UInt32(header) == SegmentLoad))
        {
            var (offset, size) = (UInt64(header + 8), UInt64(header + 32));
            if (offset > (ulong)_file.Length || size > (ulong)_file.Length - offset)
                throw Truncated(offset + size);
            _segments.Add((UInt64(header + 16), offset, size));
        }

        foreach (var header in headers.Where(header => UInt32(header) == SegmentDynamic))
            ReadDynamicTable(UInt64(header + 8), UInt64(header + 32));
    }

    private void ReadDynamicTable(ulong offset, ulong size)
    {
        // Elf64_Dyn: d_tag, d_val; a tag of zero ends the table.
        for (ulong at = 0; at + 16 <= size && UInt64(offset + at) != 0; at += 16)
            _dynamic[UInt64(offset + at)] = UInt64(offset + at + 8);
    }
}
