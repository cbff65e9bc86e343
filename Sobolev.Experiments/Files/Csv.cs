using System.Globalization;
using CsvHelper;

namespace Sobolev.Files;

/// <summary>The tables of a run folder: comma, header, invariant culture, numbers that read back to the same double.</summary>
public static class Csv
{
    private const string AnyTable = "a table of the run";

    // rows are short, and each has a writer
    private const int BufferSize = 1 << 10;

    private static readonly CsvReaderOptions _read = new()
    {
        Separator = ',',
        DetectSeparatorHint = false,
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private static readonly CsvWriterOptions _written = new()
    {
        NewLine = "\n",
        BufferSize = BufferSize,
        // other programs trim blanks
        ShouldQuote = (field, _, _, _) => field is [' ', ..] or [.., ' '],
    };

    /// <summary>One line without its line end; text is quoted where it must be, a missing value is an empty field.</summary>
    public static string Line(IEnumerable<object?> fields)
    {
        using var text = new StringWriter();
        using (var writer = CsvWriter.Create(text, _written))
        {
            foreach (var field in fields)
                writer.WriteField(Field(field));
        }

        var line = text.ToString().TrimEnd('\n');
        // the writer tells a single empty field from a blank line
        return line == "\"\"" ? "" : line;
    }

    /// <summary>The fields of one line that <see cref="Line"/> made.</summary>
    public static string[] Fields(string line)
    {
        using var reader = CsvReader.FromText(line, _read);
        return reader.Read() ? Row(reader) : [];
    }

    /// <summary>The shortest text that reads back to the same number; not-a-number is an empty field.</summary>
    public static string Field(object? value) => value switch
    {
        null => "",
        double number => double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The number that <see cref="Field"/> wrote; an empty field is not-a-number.</summary>
    /// <exception cref="SobolevException">The field is not a number (exit 3).</exception>
    public static double Number(string field) => Number(field, AnyTable);

    /// <inheritdoc cref="Number(string)"/>
    /// <param name="place">The table, for the message.</param>
    public static double Number(string field, string place) => field.Length == 0 ? double.NaN
        : double.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number
        : throw NoNumber(field, place);

    /// <summary>The whole number that <see cref="Field"/> wrote.</summary>
    /// <exception cref="SobolevException">The field is not a whole number (exit 3).</exception>
    public static long Integer(string field, string place = AnyTable) =>
        long.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(field, place);

    private static SobolevException NoNumber(string field, string place) =>
        new(ExitCode.DataMissing, $"{place} has '{Printable.Of(field, 40)}' where a number is needed; it was damaged or edited");

    public static string Text(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows) =>
        string.Concat(rows.Select(Line).Prepend(Line(header)).Select(line => line + "\n"));

    /// <summary>Header and rows of a table, each row as long as the header.</summary>
    /// <exception cref="SobolevException">The file is missing or not such a table.</exception>
    public static (string[] Header, List<string[]> Rows) Read(string path)
    {
        try
        {
            using var reader = CsvReader.Create(new StreamReader(InputFile.Open(path)), _read);
            if (!reader.Read())
                throw new SobolevException(ExitCode.DataMissing, $"{path}: the table is empty");
            var header = Row(reader);
            var rows = new List<string[]>();
            while (reader.Read())
            {
                var row = Row(reader);
                if (row.Length != header.Length)
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{path}:{reader.LineNumber}: {row.Length} fields, but the header has {header.Length}");
                rows.Add(row);
            }

            return (header, rows);
        }
        catch (CsvFormatException error)
        {
            throw new SobolevException(ExitCode.DataMissing,
                $"{path}:{error.LineNumber}: not a row of a table (a stray quote?)", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
    }

    private static string[] Row(CsvReader reader)
    {
        var row = new string[reader.FieldCount];
        for (var field = 0; field < row.Length; field++)
            row[field] = reader.GetString(field);
        return row;
    }
}
