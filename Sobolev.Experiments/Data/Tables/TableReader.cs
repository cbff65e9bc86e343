using System.Globalization;
using System.Text;
using CsvHelper;

namespace Sobolev.Data;

/// <summary>
/// A user's table, row by row: a header, then as many fields a row; comma, semicolon or tab, whichever the header has most of, or blanks;
/// quotes; any line end; lines that begin with # are comments, unless the last one before the numbers is their header; a row of units below
/// the header is skipped; UTF-8 with or without a byte order mark, also compressed by gzip. Only the current row is in memory.
/// The arrays of a NumPy archive and the columns of a Parquet file are read as such text.
/// </summary>
internal sealed class TableReader : IDisposable
{
    private const int MostColumns = 10_000;

    private static readonly char[] _separators = [',', ';', '\t'];

    private readonly TextReader _text;
    private RowsAhead? _rows;
    private bool _mayHaveUnits;

    /// <summary>The first row when it is data, since the table has no header.</summary>
    private string[]? _first;
    private SplitRows.Row _row;

    /// <exception cref="SobolevException">The file has no header (exit 3).</exception>
    public TableReader(TextReader text, string name)
    {
        (_text, Name) = (text, name);
        var (header, comment, line) = Guarded(() => TableStart.HeaderOf(text, name));
        HeaderLine = line;
        Separator = _separators.MaxBy(separator => TableStart.CountOutsideQuotes(header, separator));
        if (TableStart.CountOutsideQuotes(header, Separator) == 0
            && header.Trim().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 1)
        {
            (Separator, header, comment) =
                ('\t', BlankSeparatedText.Separated(header), comment is null ? null : BlankSeparatedText.Separated(comment));
            _text = new BlankSeparatedText(text);
        }

        var fields = FieldsOf(header);
        if (comment is not null && fields.All(field => TableNumbers.Read(field, out _, Separator) is null) && FieldsOf(comment) is var names
            && names.Length == fields.Length)
            (_first, fields) = (fields, names);
        Header = [.. fields.Select(HeaderNames.Clean)];
        _mayHaveUnits = _first is null;
        if (Header.Count > MostColumns)
            throw new SobolevException(ExitCode.DataMissing, $"{name}:{line}: {Header.Count} columns; at most {MostColumns} are read");
        if (header.AsSpan().StartsWith("PAR1\x15"))
            throw new SobolevException(ExitCode.DataMissing, $"{name}: a Parquet file is read from its end; give its path");
        if (Header.FirstOrDefault(column => !Printable.Is(column)) is { } damaged)
            throw new SobolevException(ExitCode.DataMissing,
                $"{name}:{line}: column {Printable.Of(damaged, 60)}: its name has control characters");
    }

    /// <summary>The file as messages name it.</summary>
    public string Name { get; }

    public char Separator { get; }

    public IReadOnlyList<string> Header { get; private set; }

    /// <summary>Line of the header, from 1.</summary>
    public long HeaderLine { get; }

    /// <summary>Line of the current row, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The file, and the line after which something is wrong.</summary>
    private string Place => Math.Max(Line, HeaderLine) is > 0 and var line ? $"{Name}: after line {line}" : Name;

    /// <summary>Number of fields of the current row.</summary>
    public int Count => _row.Count;

    /// <summary>The text of a field of the current row.</summary>
    public string this[int field] => _row[field];

    /// <summary>Whether the file's length says nothing about the number of its entries.</summary>
    public bool IsPacked { get; private init; }

    /// <summary>The roles of the columns where the file itself has them: the inputs come first.</summary>
    public NumpyTable? Roles { get; private init; }

    /// <exception cref="SobolevException">The file does not exist or does not contain a table (exit 3).</exception>
    public static TableReader Open(TableSource source)
    {
        if (source.IsInput)
            return new TableReader(source.Text(), source.Name);
        var path = source.Path;
        if (Directory.Exists(path))
            throw new SobolevException(ExitCode.DataMissing, $"{path}: a folder; give a CSV file");
        try
        {
            var text = TableFile.Open(path);
            try
            {
                return new TableReader(text, path) { Roles = text as NumpyTable, IsPacked = text is NumpyTable or ParquetTable };
            }
            catch
            {
                text.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Takes the header for the first row of numbers, which a table without a header begins with; columns are then named by their place.
    /// </summary>
    public void BeginWithHeader() =>
        (_first, Header) =
            ([.. Header], [.. Enumerable.Range(1, Header.Count).Select(place => place.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Goes to the next row that is not blank; false at the end.</summary>
    /// <exception cref="SobolevException">The rest is not text or not a row of such a table (exit 3).</exception>
    public bool Read()
    {
        if (_first is not null)
        {
            (_row, _first, Line) = (SplitRows.Of(_first, HeaderLine), null, HeaderLine);
            return true;
        }

        _rows ??= new RowsAhead(new SeparatedRows(_text, Separator));
        while (Guarded(_rows.Read))
        {
            _row = _rows.Current;
            Line = HeaderLine + _row.Line;
            // spreadsheets leave rows of nothing but separators behind
            if (IsBlank())
                continue;
            var isUnits = _mayHaveUnits && IsUnits();
            _mayHaveUnits = false;
            if (!isUnits)
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        if (_rows is null)
            _text.Dispose();
        else
            _rows.Dispose();
    }

    /// <summary>The number of a field of the current row; NaN for an empty cell and the words for a missing number.</summary>
    /// <returns>Null, or the error and its remedy.</returns>
    public string? ReadNumber(int field, out double number)
    {
        number = _row.Plain(field);
        return double.IsNaN(number) ? TableNumbers.Read(_row[field], out number, Separator) : null;
    }

    /// <summary>Whether a field of the current row is digits with at most a sign, a decimal point and an exponent.</summary>
    public bool IsPlain(int field) => !double.IsNaN(_row.Plain(field));

    private bool IsBlank()
    {
        for (var field = 0; field < Count; field++)
        {
            if (IsPlain(field) || !string.IsNullOrWhiteSpace(_row[field]))
                return false;
        }

        return true;
    }

    /// <summary>Whether the current row has no number but more than one word.</summary>
    private bool IsUnits()
    {
        int[] known = [.. Enumerable.Range(0, Count).Where(field => !string.IsNullOrWhiteSpace(_row[field]))];
        return known.Length > 1 && known.All(field => ReadNumber(field, out _) is not null);
    }

    private string[] FieldsOf(string line)
    {
        using var rows = new SeparatedRows(new StringReader(line), Separator);
        return Guarded(rows.Read)
            ? [.. Enumerable.Range(0, rows.Count).Select(field => Encoding.UTF8.GetString(rows[field]).Trim())]
            : [];
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{Place}: a field of more than {SeparatedRows.LongestField} characters; "
                + "check for an unclosed quote",
                error);
        }
        catch (DecoderFallbackException error)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{Place}: not UTF-8 text; save it as CSV UTF-8 (spreadsheet files cannot be read)",
                error);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{Name}: {error.Message}", error);
        }
    }
}
