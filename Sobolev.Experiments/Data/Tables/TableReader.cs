using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// A user's table, row by row: a header, then as many fields a row; comma, semicolon or tab, whichever the header has most of; quotes;
/// any line end; UTF-8 with or without a byte order mark. Only the current row is in memory.
/// </summary>
internal sealed class TableReader : IDisposable
{
    /// <summary>Longer text is not a header or number but another kind of file, or an unclosed quote.</summary>
    private const int LongestHeader = 1 << 20, LongestField = 1 << 12;

    private const int MostColumns = 10_000;

    private static readonly char[] _separators = [',', ';', '\t'];

    private readonly TextReader _text;
    private readonly CsvParser _rows;

    /// <summary>The first row when it is data, since the table has no header.</summary>
    private string[]? _first;
    private string[]? _row;

    /// <exception cref="SobolevException">The file has no header (exit 3).</exception>
    public TableReader(TextReader text, string name)
    {
        (_text, Name) = (text, name);
        var (header, line) = Guarded(() => FirstLine(text, name));
        HeaderLine = line;
        Separator = _separators.MaxBy(separator => CountOutsideQuotes(header, separator));
        using var parser = Parser(new StringReader(header));
        Header = Guarded(() => parser.Read()) ? [.. parser.Record!.Select(field => field.Trim())] : [];
        if (Header.Count > MostColumns)
            throw new SobolevException(ExitCode.DataMissing, $"{name}:{line}: {Header.Count} columns; at most {MostColumns} are read");
        if (Header.FirstOrDefault(column => !Printable.Is(column)) is { } damaged)
            throw new SobolevException(ExitCode.DataMissing, $"{name}:{line}: column {Printable.Of(damaged, 60)}: its name has control characters");
        _rows = Parser(text);
    }

    /// <summary>The file as messages name it.</summary>
    public string Name { get; }

    public char Separator { get; }

    public IReadOnlyList<string> Header { get; private set; }

    /// <summary>Line of the header, from 1.</summary>
    public long HeaderLine { get; }

    /// <summary>Line of the current row, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Number of fields of the current row.</summary>
    public int Count => _row?.Length ?? _rows.Count;

    public string this[int field] => _row is null ? _rows[field] : _row[field];

    /// <exception cref="SobolevException">The file does not exist or does not contain text (exit 3).</exception>
    public static TableReader Open(string path)
    {
        if (Directory.Exists(path))
            throw new SobolevException(ExitCode.DataMissing, $"{path}: a folder; give a CSV file");
        try
        {
            var text = SharedFile.OpenText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            try
            {
                return new TableReader(text, path);
            }
            catch
            {
                text.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Takes the header for the first row of numbers, which a table without a header begins with; columns are then named by their place.
    /// </summary>
    public void BeginWithHeader() =>
        (_first, Header) = ([.. Header], [.. Enumerable.Range(1, Header.Count).Select(place => place.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    /// <exception cref="SobolevException">The rest is not text or not a row of such a table (exit 3).</exception>
    public bool Read()
    {
        (_row, _first) = (_first, null);
        if (_row is not null)
        {
            Line = HeaderLine;
            return true;
        }

        while (Guarded(() => _rows.Read()))
        {
            Line = HeaderLine + _rows.RawRow;
            // spreadsheets leave rows of nothing but separators behind
            for (var field = 0; field < _rows.Count; field++)
            {
                if (!string.IsNullOrWhiteSpace(_rows[field]))
                    return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _text.Dispose();
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (MaxFieldSizeException error)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{Name}: after line {Math.Max(Line, HeaderLine)}: a field of more than {LongestField} characters; check for an unclosed "
                + "quote",
                error);
        }
        catch (DecoderFallbackException error)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{Name}: after line {Math.Max(Line, HeaderLine)}: not UTF-8 text; save it as CSV UTF-8 (spreadsheet files cannot be read)",
                error);
        }
        catch (IOException error)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{Name}: {error.Message}", error);
        }
    }

    private CsvParser Parser(TextReader text) => new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = Separator.ToString(),
        TrimOptions = TrimOptions.Trim,
        MaxFieldSize = LongestField,
        BadDataFound = null,
        BufferSize = 1 << 16,
    });

    private static (string Text, long Line) FirstLine(TextReader text, string name)
    {
        for (long number = 1; ; number++)
        {
            var line = new StringBuilder();
            int next;
            while ((next = text.Read()) is not (-1 or '\n' or '\r'))
            {
                line.Append((char)next);
                if (line.Length > LongestHeader)
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{name}:{number}: a header of more than {LongestHeader} characters; is this a CSV file?");
            }

            if (next == '\r' && text.Peek() == '\n')
                text.Read();
            if (!string.IsNullOrWhiteSpace(line.ToString()))
                return (line.ToString(), number);
            if (next == -1)
                throw new SobolevException(
                    ExitCode.DataMissing,
                    $"{name}: the file is empty; it needs a header such as a,b,y,dy/da,dy/db and a row for each point");
        }
    }

    private static int CountOutsideQuotes(string header, char separator)
    {
        var (count, quoted) = (0, false);
        foreach (var character in header)
        {
            if (character == '"')
                quoted = !quoted;
            else if (character == separator && !quoted)
                count++;
        }

        return count;
    }
}
