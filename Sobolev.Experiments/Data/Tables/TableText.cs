using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Sobolev.Data;

/// <summary>The fields of a table from outside, row by row: comma, semicolon or tab, as its header has them, in the invariant culture.</summary>
internal sealed class TableText : IDisposable
{
    private static readonly char[] _separators = [',', ';', '\t'];

    private readonly CsvParser _parser;
    private readonly string _path;

    private TableText(string path, CsvParser parser, string[] header) => (_path, _parser, Header) = (path, parser, header);

    public string[] Header { get; }

    /// <summary>The line of the file at which the current row ends, from 1.</summary>
    public long Line => _parser.RawRow;

    public int Fields => _parser.Count;

    public string this[int column] => _parser[column];

    /// <exception cref="SobolevException">There is no such file, it cannot be read or is empty (exit 3).</exception>
    public static TableText Open(string path)
    {
        var parser = Guarded(path, () => new CsvParser(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = SeparatorOf(path).ToString(), BadDataFound = null }));
        try
        {
            if (!Guarded(path, parser.Read))
                throw new SobolevException(ExitCode.DataMissing, $"{path}: the file is empty; a table has a header row and a row per point");
            return new TableText(path, parser, [.. parser.Record!.Select(name => name.Trim())]);
        }
        catch
        {
            parser.Dispose();
            throw;
        }
    }

    public bool Read() => Guarded(_path, _parser.Read);

    /// <summary>The number in a field; not-a-number if it is empty.</summary>
    /// <param name="field">As it stands in the file.</param>
    /// <param name="value">The number.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? Number(string field, out double value)
    {
        value = double.NaN;
        var text = field.AsSpan().Trim();
        if (text.IsEmpty)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
            return null;
        var wrong = double.IsNaN(value) || double.IsInfinity(value) ? "no finite number; leave the field empty where nothing is known"
            : text.Contains(',') ? "a number with a comma; write a point, as in 1.5"
            : "text where a number belongs";
        value = double.NaN;
        return $"\"{text}\" is {wrong}";
    }

    public void Dispose() => _parser.Dispose();

    /// <summary>Of the characters that may separate, the one that the first line has most of outside quotes.</summary>
    private static char SeparatorOf(string path)
    {
        using var reader = new StreamReader(path);
        var counts = new int[_separators.Length];
        var quoted = false;
        for (var next = reader.Read(); next >= 0 && (quoted || next is not ('\n' or '\r')); next = reader.Read())
        {
            quoted ^= next == '"';
            if (!quoted && Array.IndexOf(_separators, (char)next) is >= 0 and var separator)
                counts[separator]++;
        }

        return _separators[Array.IndexOf(counts, counts.Max())];
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: there is no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}: {error.Message}", error);
        }
        catch (CsvHelperException error)
        {
            throw new SobolevException(ExitCode.DataMissing, $"{path}:{error.Context?.Parser?.RawRow}: {error.Message.Split('\n')[0]}", error);
        }
    }
}
