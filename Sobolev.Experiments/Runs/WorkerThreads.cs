using System.Runtime.ExceptionServices;

namespace Sobolev.Runs;

/// <summary>Threads that do one piece of work each, together, again and again; one worker is the calling thread itself.</summary>
/// <remarks>They live as long as the training: libtorch keeps caches per thread.</remarks>
internal sealed class WorkerThreads : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Barrier _begin;
    private readonly Barrier _end;
    private Action<int>? _work;
    private ExceptionDispatchInfo? _failure;

    public WorkerThreads(int count)
    {
        (_begin, _end) = (new Barrier(count), new Barrier(count));
        _threads = [.. Enumerable.Range(1, count - 1)
            .Select(worker => new Thread(() => Serve(worker)) { Name = $"worker-{worker}", IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> once for each worker, from 0, and comes back when all are done.</summary>
    /// <exception cref="Exception">The first failure of a worker, after all have ended.</exception>
    public void Run(Action<int> work)
    {
        (_work, _failure) = (work, null);
        _begin.SignalAndWait();
        Guarded(work, 0);
        _end.SignalAndWait();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _work = null;
        _begin.SignalAndWait();
        foreach (var thread in _threads)
            thread.Join();
        _begin.Dispose();
        _end.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _begin.SignalAndWait();
            if (_work is not { } work)
                return;
            Guarded(work, worker);
            _end.SignalAndWait();
        }
    }

    private void Guarded(Action<int> work, int worker)
    {
        try
        {
            work(worker);
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
        }
    }
}
