using System.Buffers.Binary;
using System.Text;
using Sobolev.Mpi;

namespace Sobolev.Runs;

/// <summary>Commands of the first rank to the others.</summary>
internal enum RankCommand
{
    /// <summary>Take this config; its text follows.</summary>
    Config,

    /// <summary>Build the trial of that number in the plan.</summary>
    Build,

    Advance,
    Collect,
    Distribute,
    Dispose,

    /// <summary>It is over, with that exit code.</summary>
    End,
}

/// <summary>
/// The first rank's channel to the others; a broadcast, so that all ranks make the same collective calls in the same command.
/// </summary>
internal sealed class RankChannel(MpiWorld world)
{
    private const int Size = 8;

    /// <summary>On the first rank.</summary>
    public void Send(RankCommand command, int argument = 0)
    {
        Span<byte> message = stackalloc byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(message, (int)command);
        BinaryPrimitives.WriteInt32LittleEndian(message[4..], argument);
        world.Broadcast(message);
    }

    public void Send(RankCommand command, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Send(command, bytes.Length);
        world.Broadcast(bytes.AsSpan());
    }

    /// <summary>On the other ranks: waits for the next one.</summary>
    public (RankCommand RankCommand, int Argument) Receive()
    {
        Span<byte> message = stackalloc byte[Size];
        world.Broadcast(message);
        return ((RankCommand)BinaryPrimitives.ReadInt32LittleEndian(message), BinaryPrimitives.ReadInt32LittleEndian(message[4..]));
    }

    public string ReceiveText(int length)
    {
        var bytes = new byte[length];
        world.Broadcast(bytes.AsSpan());
        return Encoding.UTF8.GetString(bytes);
    }
}
