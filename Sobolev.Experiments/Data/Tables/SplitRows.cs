using System.Runtime.InteropServices;
using System.Text;

namespace Sobolev.Data;

/// <summary>Rows that one thread splits for another: the text of each field, and its number where it is plainly one.</summary>
internal sealed class SplitRows
{
    // of all fields, one after the other; a number is NaN where the field is not plainly one
    private readonly List<byte> _text = [];
    private readonly List<int> _ends = [];
    private readonly List<double> _numbers = [];

    private readonly List<(int FirstField, int Fields, long Line)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Bytes of text, and one for each field: fields may be empty.</summary>
    public int Length => _text.Count + _ends.Count;

    public Row this[int row] => new(this, _rows[row].FirstField, _rows[row].Fields, _rows[row].Line);

    /// <summary>A single row.</summary>
    public static Row Of(IReadOnlyCollection<string> fields, long line)
    {
        var rows = new SplitRows();
        foreach (var field in fields)
            rows.AddField(Encoding.UTF8.GetBytes(field));
        rows._rows.Add((0, fields.Count, line));
        rows.ReadNumbers();
        return rows[0];
    }

    /// <summary>The current row.</summary>
    public void Add(SeparatedRows row)
    {
        var (first, fields) = (_ends.Count, row.Count);
        for (var field = 0; field < fields; field++)
            AddField(row[field]);
        _rows.Add((first, fields, row.Line));
    }

    /// <summary>Reads the numbers of the fields, unless they have been read; <see cref="Row.Plain"/> needs them.</summary>
    public void ReadNumbers()
    {
        if (_numbers.Count == _ends.Count)
            return;
        var text = CollectionsMarshal.AsSpan(_text);
        var start = 0;
        foreach (var end in _ends)
        {
            _numbers.Add(TableNumbers.TryReadPlain(text[start..end], out var number) ? number : double.NaN);
            start = end;
        }
    }

    /// <summary>Makes room for other rows.</summary>
    public void Clear()
    {
        _text.Clear();
        _ends.Clear();
        _numbers.Clear();
        _rows.Clear();
    }

    private void AddField(ReadOnlySpan<byte> text)
    {
        _text.AddRange(text);
        _ends.Add(_text.Count);
    }

    /// <summary>One of the rows; it is valid until <see cref="Clear"/>.</summary>
    /// <param name="Rows">Where it is.</param>
    /// <param name="First">Place of its first field among those of all rows.</param>
    /// <param name="Count">Number of its fields.</param>
    /// <param name="Line">Line on which it ends, from 1.</param>
    internal readonly record struct Row(SplitRows Rows, int First, int Count, long Line)
    {
        /// <summary>The text of a field, without the blanks and quotes around it.</summary>
        public string this[int field] => Encoding.UTF8.GetString(
            CollectionsMarshal.AsSpan(Rows._text)[(First + field > 0 ? Rows._ends[First + field - 1] : 0)..Rows._ends[First + field]]);

        /// <summary>The number of a field; NaN where it is not plainly one.</summary>
        public double Plain(int field) => Rows._numbers[First + field];
    }
}
