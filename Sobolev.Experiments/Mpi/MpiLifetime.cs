namespace Sobolev.Mpi;

/// <summary>The thread that initialises and finalises the library: the standard wants one thread to do both.</summary>
/// <remarks>
/// Finalising can hang with nothing left to do: with MPICH 4.0 and UCX over TCP a C program that only initialises, meets at a barrier and
/// finalises hangs once in twenty runs. So it has a limit: a job that is done must not wait for its scheduler to end it.
/// </remarks>
internal sealed class MpiLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _entered = new();
    private readonly TaskCompletionSource _leave = new();
    private readonly Thread _thread;
    private int _enterCode;
    private int _leaveCode;
    private int _threadLevel;

    private MpiLifetime() => _thread = new Thread(Live) { IsBackground = true, Name = "MPI" };

    /// <summary>Thread level of the library.</summary>
    public int ThreadLevel => _threadLevel;

    public static MpiLifetime Enter()
    {
        var lifetime = new MpiLifetime();
        lifetime._thread.Start();
        lifetime._entered.Task.Wait();
        MpiLibrary.Check(lifetime._enterCode);
        return lifetime;
    }

    public void Leave()
    {
        _leave.SetResult();
        if (_thread.Join(_limit))
            MpiLibrary.Check(_leaveCode);
    }

    private void Live()
    {
        _enterCode = MpiFunctions.InitThread(0, 0, MpiFunctions.ThreadMultiple, out _threadLevel);
        _entered.SetResult();
        if (_enterCode != 0)
            return;
        _leave.Task.Wait();
        _leaveCode = MpiFunctions.Complete();
    }
}
