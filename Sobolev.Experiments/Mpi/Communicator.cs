using static Sobolev.Mpi.MpiFunctions;
using static Sobolev.Mpi.MpiLibrary;

namespace Sobolev.Mpi;

/// <summary>The operations used of a communicator. A long buffer travels in pieces, since MPI counts in int.</summary>
internal sealed unsafe class Communicator(MpiFamily family, nint handle)
{
    private const int Piece = 1 << 26;

    private nint _handle = handle;

    public MpiFamily Family => family;

    public int AnySource => family.AnySource;

    public Communicator Duplicate()
    {
        nint duplicate = 0;
        Check(MpiFunctions.Duplicate(_handle, ref duplicate));
        return new(family, duplicate);
    }

    public void Free() => Check(MpiFunctions.Free(ref _handle));

    /// <summary>A barrier for ranks that come at the same time: it keeps a core busy.</summary>
    public void BusyBarrier() => Check(MpiFunctions.Barrier(_handle));

    /// <summary>Waits without keeping a core busy, as MPI_Barrier would: a rank may write a checkpoint meanwhile.</summary>
    public void Barrier()
    {
        nint request = 0;
        Check(StartBarrier(_handle, ref request));
        var backoff = new Backoff();
        while (true)
        {
            Check(Test(ref request, out var done, family.IgnoredStatus));
            if (done != 0)
                return;
            backoff.Wait();
        }
    }

    public void Abort(int exitCode) => _ = MpiFunctions.Abort(_handle, exitCode);

    public void Broadcast<T>(Span<T> values, int root)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            for (var at = 0; at < values.Length; at += Piece)
                Check(MpiFunctions.Broadcast(start + at, Math.Min(Piece, values.Length - at), TypeOf<T>(), root, _handle));
        }
    }

    public void AllReduceSum(Span<float> values)
    {
        fixed (float* start = values)
        {
            for (var at = 0; at < values.Length; at += Piece)
                Check(AllReduce((void*)family.InPlace, start + at, Math.Min(Piece, values.Length - at), family.Float, family.Sum, _handle));
        }
    }

    /// <summary>Replaces each number by the largest that a rank has in its place.</summary>
    public void Max(Span<int> values)
    {
        fixed (int* start = values)
            Check(AllReduce((void*)family.InPlace, start, values.Length, family.Int, family.Max, _handle));
    }

    /// <param name="mine">As many on every rank.</param>
    /// <param name="all">Rank after rank.</param>
    public void Gather(ReadOnlySpan<double> mine, Span<double> all)
    {
        fixed (double* send = mine, receive = all)
            Check(AllGather(send, mine.Length, family.Double, receive, mine.Length, family.Double, _handle));
    }

    public void Send<T>(ReadOnlySpan<T> values, int destination, int tag)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            for (var at = 0; at == 0 || at < values.Length; at += Piece)
                Check(MpiFunctions.Send(start + at, Math.Min(Piece, values.Length - at), TypeOf<T>(), destination, tag, _handle));
        }
    }

    public void Receive<T>(Span<T> values, int source, int tag)
        where T : unmanaged
    {
        fixed (T* start = values)
        {
            for (var at = 0; at == 0 || at < values.Length; at += Piece)
                Check(MpiFunctions.Receive(start + at, Math.Min(Piece, values.Length - at), TypeOf<T>(), source, tag,
                    _handle, family.IgnoredStatus));
        }
    }

    /// <summary>Whether a message lies there to be received.</summary>
    public bool Probe(int source, int tag)
    {
        Check(MpiFunctions.Probe(source, tag, _handle, out var found, family.IgnoredStatus));
        return found != 0;
    }

    private nint TypeOf<T>() =>
        typeof(T) == typeof(float) ? family.Float
        : typeof(T) == typeof(byte) ? family.Byte
        : typeof(T) == typeof(int) ? family.Int
        : throw new NotSupportedException(typeof(T).Name);
}
