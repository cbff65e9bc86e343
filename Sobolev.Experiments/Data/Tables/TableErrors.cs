namespace Sobolev.Data;

/// <summary>
/// The mistakes of a table, reported together: a line each, of cells one a column and kind of mistake; after a hundred nothing more is
/// read.
/// </summary>
internal sealed class TableErrors(string file)
{
    public const int Most = 100;

    private const int LongestMessage = 1000;

    private readonly List<string> _lines = [];
    private readonly Dictionary<(string Column, string Mistake), (int Line, int Count)> _cells = [];
    // of the command line and of whole columns: these come first
    private readonly List<string> _named = [];
    private int _count;
    private ExitCode _exitCode = ExitCode.DataMissing;

    public bool AreThere => _count > 0;

    public bool AreMany => _count >= Most;

    /// <param name="line">Line of the file, from 1.</param>
    public void Add(long line, string mistake)
    {
        if (AreMany)
            return;
        _count++;
        _lines.Add($"{file}:{line}: {Printable.Of(mistake, LongestMessage)}");
    }

    /// <param name="line">Line of the file, from 1.</param>
    /// <param name="column">Its column.</param>
    /// <param name="value">Its text.</param>
    /// <param name="mistake">The mistake, and after a semicolon the remedy.</param>
    public void AddCell(long line, string column, string value, string mistake)
    {
        if (AreMany)
            return;
        var kind = (column, mistake.Split(';')[0]);
        if (_cells.TryGetValue(kind, out var before))
        {
            _count++;
            _cells[kind] = before with { Count = before.Count + 1 };
            return;
        }

        _cells[kind] = (_lines.Count, 1);
        Add(line, $"column {column}: '{(value.Length > 40 ? value[..40] + "..." : value)}' is {mistake}");
    }

    /// <summary>A mistake of whole columns, which replaces those of their cells.</summary>
    public void AddColumns(long line, IReadOnlyCollection<string> columns, string mistake)
    {
        foreach (var (kind, cell) in _cells.Where(pair => columns.Contains(pair.Key.Column)).ToArray())
        {
            _lines[cell.Line] = "";
            _cells.Remove(kind);
        }

        _count++;
        _named.Insert(0, $"{file}:{line}: {Printable.Of(mistake, LongestMessage)}");
    }

    /// <summary>A mistake of the command line: a column that was named and is not there.</summary>
    public void AddNamed(string option, string mistake)
    {
        _exitCode = ExitCode.Usage;
        _count++;
        _named.Add($"{option} {Printable.Of(mistake, LongestMessage)}");
    }

    /// <param name="line">Line where reading ended.</param>
    /// <exception cref="SobolevException">There are mistakes: exit 2 if the command line has one, else 3.</exception>
    public void ThrowIfAny(long line)
    {
        if (_count == 0)
            return;
        foreach (var (place, count) in _cells.Values.Where(cell => cell.Count > 1))
            _lines[place] += $" (and {count - 1} more {(count == 2 ? "cell" : "cells")} of this column)";
        if (AreMany && _lines.Any(text => text.Length > 0))
            _lines.Add($"{file}:{line}: reading stopped after {Most} errors; there may be more");
        var lines = _named.AsEnumerable().Reverse().Concat(_lines.Where(text => text.Length > 0));
        throw new SobolevException(_exitCode, string.Join('\n', lines));
    }
}
