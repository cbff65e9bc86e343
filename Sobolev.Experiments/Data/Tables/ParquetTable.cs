using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// A Parquet file as the lines of a table: a header of its columns' names, then its rows. Numbers of every width and truth values are
/// numbers, a null is an empty field, dates and times are text. One row group is in memory at a time.
/// </summary>
internal sealed class ParquetTable : LineText
{
    /// <summary>Parquet.Net 6.1 does not end on some damaged descriptions; those of whole files take milliseconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ParquetReader _reader;
    private int _group = -1;
    private Func<long, string>[] _columns = [];
    private long _row, _rows;

    /// <param name="reader">The file; the table disposes it.</param>
    private ParquetTable(ParquetReader reader) => _reader = reader;

    /// <summary>The first bytes of a Parquet file.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <param name="file">A file that begins with <see cref="Magic"/>; the table owns it.</param>
    /// <param name="mostEntries">Numbers that may be held at once.</param>
    /// <exception cref="InvalidDataException">It is damaged, or its columns are not those of a table.</exception>
    public static ParquetTable Open(Stream file, long mostEntries)
    {
        try
        {
            var opening = Task.Run(() => ParquetReader.CreateAsync(file, leaveStreamOpen: false));
            if (Task.WaitAny([opening], _patience) < 0)
                throw new InvalidDataException($"damaged: its description was not read within {_patience.TotalSeconds} s");
            var reader = Guarded(() => opening.GetAwaiter().GetResult());
            Check(reader, mostEntries);
            return new ParquetTable(reader);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override string? NextLine()
    {
        if (_group < 0)
        {
            _group = 0;
            return Csv.Line(_reader.Schema.DataFields.Select(field => field.Name));
        }

        while (_row == _rows)
        {
            if (_group == _reader.RowGroupCount)
                return null;
            (_row, _rows) = (0, Guarded(() => ReadGroup(_group++)));
        }

        var row = _row++;
        return string.Join(',', _columns.Select(column => column(row)));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private static void Check(ParquetReader reader, long mostEntries)
    {
        foreach (var field in Guarded(() => reader.Schema.DataFields))
        {
            if (field.Path.Length > 1 || field.IsArray || field.MaxRepetitionLevel > 0)
                throw new InvalidDataException(
                    $"column {Printable.Of(field.Path.ToString(), 60)} is nested; a table has one number in each row: flatten or drop it");
            if (!Printable.Is(field.Name))
                throw new InvalidDataException($"column {Printable.Of(field.Name, 60)}: its name has control characters");
        }

        var rows = Guarded(() => reader.Metadata!.RowGroups.Sum(group => group.NumRows));
        if (rows < 0 || rows > mostEntries / Math.Max(1, reader.Schema.DataFields.Length))
            throw new InvalidDataException(
                $"{rows} rows of {reader.Schema.DataFields.Length} columns; {mostEntries} numbers are the most held in memory");
    }

    /// <returns>Rows of the group.</returns>
    private long ReadGroup(int number)
    {
        using var group = _reader.OpenRowGroupReader(number);
        _columns = [.. _reader.Schema.DataFields.Select(field => Column(group, field))];
        return _columns.Length == 0 ? 0 : group.RowCount;
    }

    /// <returns>The fields of the column by their rows, quoted where they must be.</returns>
    private static Func<long, string> Column(ParquetRowGroupReader group, DataField field) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Double => Numbers<double>(group, field),
        TypeCode.Single => Numbers<float>(group, field),
        TypeCode.Decimal => Numbers<decimal>(group, field),
        TypeCode.SByte => Numbers<sbyte>(group, field),
        TypeCode.Byte => Numbers<byte>(group, field),
        TypeCode.Int16 => Numbers<short>(group, field),
        TypeCode.UInt16 => Numbers<ushort>(group, field),
        TypeCode.Int32 => Numbers<int>(group, field),
        TypeCode.UInt32 => Numbers<uint>(group, field),
        TypeCode.Int64 => Numbers<long>(group, field),
        TypeCode.UInt64 => Numbers<ulong>(group, field),
        TypeCode.Boolean => Values<bool>(group, field, value => value ? "1" : "0"),
        TypeCode.DateTime => Values<DateTime>(group, field, value => value.ToString("O", CultureInfo.InvariantCulture)),
        _ when field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>) => Texts(group, field),
        _ when field.ClrType == typeof(BigInteger) => Numbers<BigInteger>(group, field),
        // no number, so it is refused by name if the table needs it
        _ => _ => field.ClrType.Name,
    };

    private static Func<long, string> Numbers<T>(ParquetRowGroupReader group, DataField field) where T : struct, INumberBase<T> =>
        Values<T>(group, field, value => Csv.Field(double.CreateChecked(value)));

    private static Func<long, string> Values<T>(ParquetRowGroupReader group, DataField field, Func<T, string> text) where T : struct
    {
        if (!field.IsNullable)
        {
            // read with nulls, a zero of such a column would be one
            var known = new T[group.RowCount];
            group.ReadAsync<T>(field, known.AsMemory()).AsTask().GetAwaiter().GetResult();
            return row => text(known[row]);
        }

        var values = new T?[group.RowCount];
        group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return row => values[row] is { } value ? text(value) : "";
    }

    private static Func<long, string> Texts(ParquetRowGroupReader group, DataField field)
    {
        var values = new string?[group.RowCount];
        group.ReadAsync(field, values.AsMemory()!).AsTask().GetAwaiter().GetResult();
        return row => Csv.Line([values[row]]);
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (IOException or InvalidDataException or OutOfMemoryException))
        {
            // a damaged file meets exceptions of every kind in the library
            throw new InvalidDataException(
                $"{(error is NotSupportedException ? "not read" : "damaged")}: {Printable.Of(error.Message, 120)}", error);
        }
    }
}
