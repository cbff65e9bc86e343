using System.Buffers.Binary;

namespace Sobolev.Arcade;

/// <summary>Kinds of messages between the tool and its bridge.</summary>
internal enum AleKind : ushort
{
    /// <summary>To the bridge: a new episode; u32 seed.</summary>
    Start = 1,

    /// <summary>To the bridge: u32 number of the action, u32 frames for which it is held, or until the game is over.</summary>
    Act = 2,

    /// <summary>From the bridge, first of all: u32 height, u32 width, then for each action its u32 number in the full set.</summary>
    Hello = 16,

    /// <summary>
    /// From the bridge: f64 sum of the rewards, i32 lives, u32 whether the game is over, u32 frames played, then the grey screen row by
    /// row: the maximum of the last two frames, or where an episode begins or ends, the one that there is.
    /// </summary>
    State = 17,

    /// <summary>From the bridge, last of all: u32 <see cref="AleFailure"/>, then a text in UTF-8.</summary>
    Failure = 18,
}

/// <summary>Why a bridge gave up.</summary>
internal enum AleFailure
{
    NotInstalled = 1,
    TooOld = 2,
    NoRom = 3,
    Broken = 4,
    NoSetting = 5,
}

/// <summary>
/// The frame around a message, little endian: magic "SALE", version (u16), kind (u16), length of the payload (u32). The other end of it is
/// bridge.py.
/// </summary>
internal static class AleMessage
{
    public const int HeaderSize = 12;
    public const ushort Version = 3;

    /// <summary>A longer payload violates the protocol: the largest screen has about 50,000 pixels.</summary>
    public const int MostBytes = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "SALE"u8;

    public static void WriteHeader(Span<byte> header, AleKind kind, int length)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], length);
    }

    /// <summary>Kind and length; an <see cref="InvalidDataException"/> names the invalid part of a header.</summary>
    public static (AleKind Kind, int Length) ReadHeader(ReadOnlySpan<byte> header)
    {
        if (!header[..4].SequenceEqual(Magic))
            throw new InvalidDataException($"it begins with {Convert.ToHexString(header)}");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (version != Version)
            throw new InvalidDataException($"the protocol has version {version}, not {Version}");
        var kind = (AleKind)BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        if (kind is not (AleKind.Hello or AleKind.State or AleKind.Failure))
            throw new InvalidDataException($"unknown message kind {(ushort)kind}");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (length > MostBytes)
            throw new InvalidDataException($"a message of {length} bytes");
        return (kind, (int)length);
    }
}
