namespace Sobolev.Mpi;

/// <summary>The ranks of a job, seen from one of them; <see cref="MpiJob.Run"/> makes and ends it.</summary>
/// <remarks>
/// What is collective (everything but <see cref="Abort"/>) is called by every rank, in the same order, by one thread at a time. In a job of
/// one, which needs no MPI, it does nothing.
/// </remarks>
public sealed class MpiWorld : IDisposable
{
    private static readonly TimeSpan _timeForLastWords = TimeSpan.FromSeconds(0.5);

    private readonly MpiLifetime? _lifetime;
    private readonly Communicator? _communicator;
    private readonly Action<Exception>? _lastWords;
    private readonly Lock _ending = new();
    private bool _completed;

    private MpiWorld()
    {
    }

    private MpiWorld(MpiLifetime lifetime, Communicator communicator, int rank, int size, Action<Exception> lastWords) =>
        (_lifetime, _communicator, Rank, Size, _lastWords, Library) = (lifetime, communicator, rank, size, lastWords, MpiLibrary.Version());

    /// <summary>A job of one rank, without MPI.</summary>
    public static MpiWorld Alone { get; } = new();

    public int Rank { get; }

    public int Size { get; } = 1;

    /// <summary>The version string of the MPI library; null in a job of one rank.</summary>
    public string? Library { get; }

    /// <summary>A separate communicator for messages outside the collective calls; collective. Null in a job of one.</summary>
    internal Communicator? NewCommunicator() => _communicator?.Duplicate();

    /// <summary>Replaces the values by their sums over the ranks, the same bits on every rank.</summary>
    /// <remarks>
    /// MPI_Allreduce does not promise that every rank adds in the same order, though most do. So look: for 4 MB this costs a few tenths of
    /// a millisecond, where one rank that adds and sends its sums to all takes one and a half to four times as long as MPI_Allreduce.
    /// </remarks>
    public void AllReduceSum(Span<float> values)
    {
        if (_communicator is null)
            return;
        _communicator.AllReduceSum(values);
        MakeSame(values);
    }

    /// <summary>Replaces the values by those of the first rank if they differ between ranks in a single bit.</summary>
    internal void MakeSame(Span<float> values)
    {
        if (!IsSame(Fingerprint.Of(values)))
            Broadcast(values);
    }

    // The largest ~x is the complement of the least x, so this compares largest and least, and every rank comes to the same answer.
    private bool IsSame(ulong fingerprint)
    {
        var (low, high) = ((int)(uint)fingerprint, (int)(uint)(fingerprint >> 32));
        Span<int> largest = [low, high, ~low, ~high];
        _communicator?.Max(largest);
        return largest[0] == ~largest[2] && largest[1] == ~largest[3];
    }

    /// <summary>Replaces the values by the root's.</summary>
    public void Broadcast(Span<float> values, int root = 0) => _communicator?.Broadcast(values, root);

    /// <inheritdoc cref="Broadcast(Span{float}, int)"/>
    public void Broadcast(Span<byte> values, int root = 0) => _communicator?.Broadcast(values, root);

    /// <summary>The maximum of the ranks' numbers, for common decisions such as whether one of them was asked to stop.</summary>
    public int Max(int value)
    {
        Span<int> values = [value];
        _communicator?.Max(values);
        return values[0];
    }

    /// <summary>Every rank's record, by rank, on every rank; as many numbers on each.</summary>
    public IReadOnlyList<double[]> Gather(ReadOnlySpan<double> record)
    {
        if (_communicator is null)
            return [record.ToArray()];
        var all = new double[record.Length * Size];
        _communicator.Gather(record, all);
        var length = record.Length;
        return [.. Enumerable.Range(0, Size).Select(rank => all[(rank * length)..((rank + 1) * length)])];
    }

    /// <summary>Returns when every rank has come here.</summary>
    public void Barrier() => _communicator?.Barrier();

    /// <summary>Ends every process of the job, this one too, at once.</summary>
    public void Abort(ExitCode exitCode)
    {
        _communicator?.Abort((int)exitCode);
        Environment.Exit((int)exitCode);
    }

    /// <summary>
    /// Says what happened and ends the job, since the other ranks would wait for this one for ever. Any thread may call it, the first does
    /// it.
    /// </summary>
    /// <returns>False, and nothing happens, in a job of one.</returns>
    internal bool EndJob(Exception failure)
    {
        if (_communicator is null)
            return false;
        lock (_ending)
        {
            try
            {
                _lastWords?.Invoke(failure);
            }
            finally
            {
                // MPICH's launcher acts on an abort before it has read what the rank wrote, and then it is lost
                Thread.Sleep(_timeForLastWords);
                Abort((failure as SobolevException ?? MemoryErrors.Describe(failure, ""))?.ExitCode ?? ExitCode.Failed);
            }
        }

        return true;
    }

    /// <summary>Enters the job: initialises the library and checks that the job is the one that the launcher started.</summary>
    internal static MpiWorld Join(MpiLaunch launch, string? chosenLibrary, Action<Exception> lastWords)
    {
        var family = MpiLibrary.Load(launch, chosenLibrary);
        var lifetime = MpiLifetime.Enter();
        MpiLibrary.Check(MpiFunctions.SetErrorHandler(family.World, family.ErrorsReturn));
        MpiLibrary.Check(MpiFunctions.Rank(family.World, out var rank));
        MpiLibrary.Check(MpiFunctions.Size(family.World, out var size));
        var world = new MpiWorld(lifetime, new Communicator(family, family.World), rank, size, lastWords);
        var refusal = lifetime.ThreadLevel < MpiFunctions.ThreadMultiple
                ? $"{world.Library} lets only one thread at a time use it (thread level {lifetime.ThreadLevel}); install an MPI built "
                + $"with MPI_THREAD_MULTIPLE"
            : launch.Size is { } expected && expected != size
                ? $"{launch.Launcher} started {expected} processes, but {world.Library} sees {size}: launcher and library belong to "
                  + $"different MPI implementations; start with the mpirun of that library, or set {MpiLibrary.Variable} to the launcher's "
                  + "library"
            : null;
        if (refusal is null)
            return world;
        world.Complete();
        throw new SobolevException(ExitCode.Usage, refusal);
    }

    /// <summary>Leaves the job with the others; collective.</summary>
    internal void Complete()
    {
        if (_communicator is null || _completed)
            return;
        _completed = true;
        Barrier();
        // finalising right after the other barrier hangs far more often (MpiLifetime)
        _communicator.BusyBarrier();
        _lifetime?.Leave();
    }

    /// <summary>Ends the job if it was not completed: a rank left early, and the others would wait.</summary>
    public void Dispose()
    {
        if (_communicator is not null && !_completed)
            Abort(ExitCode.Failed);
    }
}
