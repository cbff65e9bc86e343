using System.Text;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>
/// metrics.csv: the rows of the trials in the order of the plan, whichever trains first. The rows of the first unfinished trial appear
/// at once; those of later trials wait for it (and are safe in their checkpoints meanwhile).
/// </summary>
internal sealed class MetricsFile : IDisposable
{
    private readonly string _path;
    private readonly List<string>[] _rows;
    private readonly bool[] _finished;
    private readonly Lock _lock = new();
    private readonly FileStream _stream;
    private int _current;
    private int _written;

    /// <summary>Rebuilds the file from the header and the rows in the checkpoints.</summary>
    /// <param name="rows">For each trial its rows so far; empty ones for a new run.</param>
    public MetricsFile(string path, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<bool> finished)
    {
        _path = path;
        _rows = [.. rows.Select(trial => trial.ToList())];
        _finished = [.. finished];
        AtomicFile.WriteText(path, Csv.Line(header) + "\n" + string.Concat(Ready().Select(row => row + "\n")));
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>The beginnings of rows, one for each trial that a file has rows of; a damaged file gives an empty set.</summary>
    /// <param name="fields">Number of key columns, with the seed.</param>
    public static HashSet<string> TrialsIn(string path, int fields)
    {
        try
        {
            return File.Exists(path) ? [.. Csv.Read(path).Rows.Select(row => Csv.Line(row.Take(fields)))] : [];
        }
        catch (SobolevException)
        {
            return [];
        }
    }

    public void Append(int trial, string row)
    {
        lock (_lock)
        {
            _rows[trial].Add(row);
            WriteReady();
        }
    }

    /// <summary>No more rows come from this trial: those of the next may appear.</summary>
    public void Finish(int trial)
    {
        lock (_lock)
        {
            _finished[trial] = true;
            WriteReady();
        }
    }

    public IReadOnlyList<string> RowsOf(int trial)
    {
        lock (_lock)
            return [.. _rows[trial]];
    }

    public void Dispose() => _stream.Dispose();

    private void WriteReady()
    {
        try
        {
            foreach (var row in Ready())
                _stream.Write(Encoding.UTF8.GetBytes(row + "\n"));
            _stream.Flush();
        }
        catch (IOException error)
        {
            throw DiskErrors.Describe(error, _path)!;
        }
    }

    private IEnumerable<string> Ready()
    {
        while (_current < _rows.Length)
        {
            while (_written < _rows[_current].Count)
                yield return _rows[_current][_written++];
            if (!_finished[_current])
                yield break;
            (_current, _written) = (_current + 1, 0);
        }
    }
}
