namespace Sobolev.Data;

/// <summary>Text that is made line by line while it is read.</summary>
internal abstract class LineText : TextReader
{
    private string _line = "";
    private int _next;

    public override int Peek() => Fill() ? _line[_next] : -1;

    public override int Read() => Fill() ? _line[_next++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var read = 0;
        for (; read < buffer.Length && Fill(); read++)
            buffer[read] = _line[_next++];
        return read;
    }

    /// <summary>The next line without its end; null after the last one.</summary>
    protected abstract string? NextLine();

    private bool Fill()
    {
        if (_next < _line.Length)
            return true;
        if (NextLine() is not { } line)
            return false;
        (_line, _next) = (line + "\n", 0);
        return true;
    }
}
