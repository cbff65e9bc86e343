namespace Sobolev.Fitting;

/// <summary>The threads of a run, shared by the trials that run at the moment.</summary>
/// <param name="threads">The threads of all.</param>
internal sealed class ThreadShare(int threads)
{
    private int _trials;

    /// <summary>The threads of a trial, at least one.</summary>
    public int Share => Math.Max(1, threads / Math.Max(1, Volatile.Read(ref _trials)));

    public void Enter() => Interlocked.Increment(ref _trials);

    public void Leave() => Interlocked.Decrement(ref _trials);
}
