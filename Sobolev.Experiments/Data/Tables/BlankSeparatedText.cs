using System.Text;

namespace Sobolev.Data;

/// <summary>Text whose columns are separated by any number of blanks, with a tab for each of them.</summary>
internal sealed class BlankSeparatedText(TextReader text) : TextReader
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

    public static string Separated(string line)
    {
        var separated = new StringBuilder();
        foreach (var field in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            separated.Append(separated.Length > 0 ? "\t" : "").Append(field);
        return separated.ToString();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (_next < _line.Length)
            return true;
        if (text.ReadLine() is not { } line)
            return false;
        (_line, _next) = (Separated(line) + "\n", 0);
        return true;
    }
}
