using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Sobolev.Files;

/// <summary>The tables of a run folder: comma, header, invariant culture, numbers that read back to the same double.</summary>
public static class Csv
{
    private const string AnyTable = "a table of the run";

    private static readonly CsvConfiguration _format = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>One line without its line end; text is quoted where it must be, a missing value is an empty field.</summary>
    public static string Line(IEnumerable<object?> fields)
    {
        using var text = new StringWriter();
        using (var writer = new CsvWriter(text, _format))
        {
            foreach (var field in fields)
                writer.WriteField(Field(field));
        }

        return text.ToString();
    }

    /// <summary>The fields of one line that <see cref="Line"/> made.</summary>
    public static string[] Fields(string line)
    {
        using var parser = new CsvParser(new StringReader(line), _format);
        return parser.Read() ? parser.Record! : [];
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
            using var parser = new CsvParser(new StreamReader(InputFile.Open(path)), _format);
            if (!parser.Read())
                throw new SobolevException(ExitCode.DataMissing, $"{path}: the table is empty");
            var header = parser.Record!;
            var rows = new List<string[]>();
            while (parser.Read())
            {
                var row = parser.Record!;
                if (row.Length != header.Length)
                    throw new SobolevException(
                        ExitCode.DataMissing,
                        $"{path}:{parser.RawRow}: {row.Length} fields, but the header has {header.Length}");
                rows.Add(row);
            }

            return (header, rows);
        }
        catch (CsvHelperException error)
        {
            throw new SobolevException(ExitCode.DataMissing,
                $"{path}:{error.Context?.Parser?.RawRow ?? 1}: not a row of a table (a stray quote?)", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
    }
}
