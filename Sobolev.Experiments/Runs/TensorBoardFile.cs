using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Sobolev.Runs;

/// <summary>
/// A file of events that TensorBoard reads: records of TFRecord's form, each a length, the CRC of its bytes, a message, and the CRC of it.
/// </summary>
/// <remarks>Written without TorchSharp's SummaryWriter, which loads libtorch and takes its times from the clock.</remarks>
internal static class TensorBoardFile
{
    private const string Version = "brain.Event:2";

    /// <param name="scalars">Tag, step, time in seconds since 1970, value; a value that is not a number is left out.</param>
    public static void Write(Stream stream, double started, IEnumerable<(string Tag, long Step, double Time, double Value)> scalars)
    {
        Append(stream, new Event { WallTime = started, FileVersion = Version });
        foreach (var (tag, step, time, value) in scalars.Where(scalar => !double.IsNaN(scalar.Value)))
        {
            var summary = new Tensorboard.Summary();
            summary.Value.Add(new Tensorboard.Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
            Append(stream, new Event { WallTime = time, Step = step, Summary = summary });
        }
    }

    private static void Append(Stream stream, Event message)
    {
        var bytes = message.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        stream.Write(length);
        WriteChecksum(stream, length);
        stream.Write(bytes);
        WriteChecksum(stream, bytes);
    }

    /// <summary>TFRecord's masked CRC-32C: turned right by 15 bits, plus a constant.</summary>
    private static void WriteChecksum(Stream stream, ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(~crc, 15) + 0xa282ead8u);
        stream.Write(masked);
    }
}
