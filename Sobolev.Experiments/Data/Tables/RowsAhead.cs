using System.Collections.Concurrent;

namespace Sobolev.Data;

/// <summary>The rows of a table, split into fields and numbers in another thread while the rows before them are used.</summary>
internal sealed class RowsAhead : IDisposable
{
    /// <summary>Bytes of a batch, so that a few megabytes are held ahead and threads seldom wait for each other.</summary>
    private const int BatchLength = 1 << 17;

    private const int BatchesAhead = 4;

    /// <summary>A thread that waits for more of standard input cannot be stopped; it ends with the process.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly SeparatedRows _source;
    private readonly BlockingCollection<SplitRows> _batches = new(BatchesAhead);
    private readonly ConcurrentQueue<SplitRows> _used = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _splitting;
    private SplitRows _batch = new();
    private int _place = -1;

    /// <param name="source">Read by this object alone from now on; it closes it and its text.</param>
    public RowsAhead(SeparatedRows source)
    {
        _source = source;
        _splitting = Task.Factory.StartNew(Split, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public SplitRows.Row Current => _batch[_place];

    /// <summary>Goes to the next row; false at the end. The exceptions are those of the source, after the rows before them.</summary>
    public bool Read()
    {
        if (++_place < _batch.Count)
            return true;
        if (!_batches.TryTake(out var batch, Timeout.Infinite))
        {
            _splitting.GetAwaiter().GetResult();
            return false;
        }

        // the other thread has passed it without its numbers when this one was waiting for rows
        batch.ReadNumbers();
        _used.Enqueue(_batch);
        (_batch, _place) = (batch, 0);
        return true;
    }

    public void Dispose()
    {
        _stop.Cancel();
        // not Wait, which throws the exceptions of the source; Read has thrown them
        if (Task.WaitAny([_splitting], _patience) < 0)
            return;
        _batches.Dispose();
        _stop.Dispose();
    }

    private void Split()
    {
        using var source = _source;
        var batch = new SplitRows();
        try
        {
            while (!_stop.IsCancellationRequested && source.Read())
            {
                batch.Add(source);
                if (batch.Length < BatchLength)
                    continue;
                Pass(batch);
                batch = _used.TryDequeue(out var used) ? used : new SplitRows();
                batch.Clear();
            }
        }
        finally
        {
            Pass(batch);
            _batches.CompleteAdding();
        }
    }

    /// <summary>Waits for room; drops the rows once the reader has stopped.</summary>
    private void Pass(SplitRows batch)
    {
        if (batch.Count == 0)
            return;
        // while the other thread has rows to use
        if (_batches.Count > 0)
            batch.ReadNumbers();
        try
        {
            _batches.Add(batch, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // the reader has stopped
        }
    }
}
