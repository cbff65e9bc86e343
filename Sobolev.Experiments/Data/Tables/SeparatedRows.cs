using System.Text;
using CsvHelper;

namespace Sobolev.Data;

/// <summary>Text split into rows and fields, without blanks and quotes around fields; lines that begin with # are comments.</summary>
internal sealed class SeparatedRows : IDisposable
{
    /// <summary>Longer text is not a header or number but another kind of file, or an unclosed quote.</summary>
    public const int LongestField = 1 << 12;

    /// <summary>An unclosed quote is not read to the end of a large file: bytes.</summary>
    private const int LongestRow = 1 << 24;

    private readonly CsvReader _reader;

    /// <summary>Bytes; 64 K characters at a time are then read from the text, each with room for its longest form in UTF-8.</summary>
    private const int BufferSize = 3 << 16;

    /// <param name="text">This object closes it.</param>
    /// <param name="separator">The character between fields.</param>
    public SeparatedRows(TextReader text, char separator) => _reader = CsvReader.Create(text, new CsvReaderOptions
    {
        Separator = separator,
        DetectSeparatorHint = false,
        HasHeader = false,
        CommentPrefix = '#',
        TrimWhitespace = true,
        // a tab may separate fields
        WhitespaceCharacters = " ",
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        BufferSize = BufferSize,
    });

    /// <summary>Number of fields of the current row.</summary>
    public int Count => _reader.FieldCount;

    /// <summary>Line on which the current row ends, from 1.</summary>
    public long Line => _reader.LineNumber + LineBreaks(_reader.RawRecord);

    /// <summary>A field of the current row in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int field] => _reader.GetSpan(field);

    /// <summary>Goes to the next row that is not a blank line; false at the end.</summary>
    /// <exception cref="CsvFormatException">A field is longer than <see cref="LongestField"/>.</exception>
    public bool Read()
    {
        if (!_reader.Read())
            return false;
        if (_reader.RawRecord.Length > LongestField)
            CheckLengths();
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private void CheckLengths()
    {
        for (var field = 0; field < Count; field++)
        {
            var raw = _reader.GetRawSpan(field);
            if (raw.Length > LongestField && Encoding.UTF8.GetCharCount(raw) > LongestField)
                throw new CsvFormatException($"a field of more than {LongestField} characters");
        }
    }

    private static int LineBreaks(ReadOnlySpan<byte> text) =>
        text.IndexOfAny((byte)'\r', (byte)'\n') < 0 ? 0
        : text.Count((byte)'\r') + text.Count((byte)'\n') - text.Count("\r\n"u8);
}
