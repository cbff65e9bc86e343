using System.Collections.Concurrent;
using CsvHelper;

namespace Sobolev.Data;

/// <summary>The rows of separated values, split into fields in another thread while the rows before them are read.</summary>
internal sealed class RowsAhead : IDisposable
{
    /// <summary>Characters of a batch, so that a few megabytes are held ahead.</summary>
    private const int BatchLength = 1 << 15;

    private const int BatchesAhead = 4;

    /// <summary>A parser that waits for more of standard input cannot be stopped; it ends with the process.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly CsvParser _parser;
    private readonly BlockingCollection<Row[]> _batches = new(BatchesAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _parsing;
    private Row[] _batch = [];
    private int _place = -1;

    /// <param name="parser">Split by this object alone from now on; it closes it and its text.</param>
    public RowsAhead(CsvParser parser)
    {
        _parser = parser;
        _parsing = Task.Factory.StartNew(Parse, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Row Current => _batch[_place];

    /// <summary>Goes to the next row; false at the end. The exceptions are those of the parser, after the rows before them.</summary>
    public bool Read()
    {
        if (++_place < _batch.Length)
            return true;
        if (!_batches.TryTake(out var batch, Timeout.Infinite))
        {
            _parsing.GetAwaiter().GetResult();
            return false;
        }

        (_batch, _place) = (batch, 0);
        return true;
    }

    public void Dispose()
    {
        _stop.Cancel();
        // not Wait, which throws the exceptions of the parser; Read has thrown them
        if (Task.WaitAny([_parsing], _patience) < 0)
            return;
        _batches.Dispose();
        _stop.Dispose();
    }

    private void Parse()
    {
        using var parser = _parser;
        var batch = new List<Row>();
        try
        {
            for (long begun = 0; !_stop.IsCancellationRequested && parser.Read();)
            {
                batch.Add(new Row(parser.Record!, parser.RawRow));
                if (parser.CharCount - begun < BatchLength)
                    continue;
                Pass(batch);
                begun = parser.CharCount;
            }
        }
        finally
        {
            Pass(batch);
            _batches.CompleteAdding();
        }
    }

    /// <summary>Waits for room; drops the rows once the reader has stopped.</summary>
    private void Pass(List<Row> batch)
    {
        if (batch.Count == 0)
            return;
        try
        {
            _batches.Add([.. batch], _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // the reader has stopped
        }

        batch.Clear();
    }

    /// <param name="Fields">Without the blanks and quotes around them.</param>
    /// <param name="Number">Line on which it ends, from 1.</param>
    internal readonly record struct Row(string[] Fields, int Number);
}
