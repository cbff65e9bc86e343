using System.Globalization;
using CsCheck;
using Sobolev.Data;
using Sobolev.Files;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Written numbers are read back bit-identically in every locale.</summary>
[Trait("Speed", "Slow")]
public sealed class TableRoundTripTests
{
    /// <summary>Languages by what matters of them; the names of real ones are not there under invariant globalisation.</summary>
    private static readonly CultureInfo[] _cultures =
    [
        CultureInfo.InvariantCulture, Culture(",", ".", "-"), Culture(",", "\u202f", "\u2212"),
        Culture("\u066b", "\u066c", "\u061c-"), Culture("x", ",", "~"),
    ];

    private static readonly Gen<double> _number = Gen.OneOf(
        Gen.Double[-1e3, 1e3], Gen.Double.Where(double.IsFinite), Gen.Int[-5, 5].Select(whole =>
            (double)whole), Gen.Const(0.1), Gen.Const(double.Epsilon), Gen.Const(-0.0), Gen.Const(double.MaxValue));

    private static readonly Gen<double> _cell = Gen.Frequency((3, _number), (1, Gen.Const(double.NaN)));

    private static readonly Gen<DerivativeTable> _tables =
        from inputs in Gen.Int[1, 4]
        from outputs in Gen.Int[1, 3]
        from count in Gen.Int[2, 12]
        from second in Gen.Bool
        from points in _number.Array[count * inputs]
        from values in _cell.Array[count * outputs]
        from jacobians in _cell.Array[count * outputs * inputs]
        from hessians in _cell.Array[count * outputs * inputs * inputs]
        select new DerivativeTable(Names("in_d", inputs), Names("d2", outputs), count, Distinct(points, inputs), values, jacobians,
            second ? Symmetric(hessians, inputs) : null);

    private static readonly Gen<(char Separator, bool Slash, string LineEnd, bool Quotes, int Order)> _layouts =
        Gen.Select(OneOf(',', ';', '\t'), Gen.Bool, OneOf("\n", "\r\n"), Gen.Bool, Gen.Int[0, 1000]);

    [Fact]
    public void A_table_is_read_as_it_was_written_in_any_culture() =>
        Gen.Select(_tables, _layouts, OneOf(_cultures)).Sample((table, layout, culture) =>
        {
            if (!table.Values.Concat(table.Jacobians).Concat(table.Hessians ?? []).Any(number => !double.IsNaN(number)))
                return;
            var text = Write(table, layout);
            var before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                var read = DerivativeTablesTests.Read(text, new TableOptions(table.Inputs, table.Outputs));
                Assert.Equal(table.Count, read.Count);
                AssertSame(table.Points, read.Points);
                AssertSame(table.Values, read.Values);
                AssertSame(table.Jacobians, read.Jacobians);
                AssertSame(table.Hessians ?? [], read.Hessians ?? []);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }, iter: 500);

    [Fact]
    public void A_spoilt_cell_is_named_with_its_line_and_column_in_any_culture() =>
        Gen.Select(_tables, OneOf("x", "1.2.3", "-Infinity", "1e500", "1_000", "0x10", "--1", "1 000"), Gen.Int[0, 1000], OneOf(_cultures))
            .Sample((table, spoilt, where, culture) =>
        {
            var lines = Write(table, (';', true, "\n", false, 0)).Split('\n');
            var (row, column) = (1 + where % table.Count, where % lines[0].Split(';').Length);
            var fields = lines[row].Split(';');
            fields[column] = spoilt;
            lines[row] = string.Join(';', fields);
            var before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                var refused = Assert.Throws<SobolevException>(() =>
                    DerivativeTablesTests.Read(string.Join('\n', lines), new TableOptions(table.Inputs, table.Outputs)));
                Assert.StartsWith($"own.csv:{row + 1}: column {lines[0].Split(';')[column]}: '{spoilt}' is ", refused.Message);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }, iter: 300);

    [Fact]
    public void No_text_makes_the_reader_fail_otherwise_than_with_a_message() =>
        Gen.String[OneOf("ay/d_2,;\t\"\n\r1.-e".ToCharArray()), 0, 60].Sample(text =>
        {
            try
            {
                var table = DerivativeTablesTests.Read(text);
                Assert.Equal(table.Count * table.Inputs.Count, table.Points.Length);
                Assert.All(table.Points, point => Assert.True(double.IsFinite(point)));
            }
            catch (SobolevException refused)
            {
                Assert.StartsWith("own.csv:", refused.Message);
            }
        }, iter: 20_000);

    private static string Write(DerivativeTable table, (char Separator, bool Slash, string LineEnd, bool Quotes, int Order) layout)
    {
        var (inputs, outputs, by) = (table.Inputs, table.Outputs, layout.Slash ? "/d" : "_d");
        var columns = new List<(string Name, Func<int, double> Cell)>();
        columns.AddRange(inputs.Select((name, i) => (name, (Func<int, double>)(row => table.Points[row * inputs.Count + i]))));
        columns.AddRange(outputs.Select((name, o) => (name, (Func<int, double>)(row => table.Values[row * outputs.Count + o]))));
        columns.AddRange(from o in Enumerable.Range(0, outputs.Count)
                         from i in Enumerable.Range(0, inputs.Count)
                         select ($"d{outputs[o]}{by}{inputs[i]}",
                             (Func<int, double>)(row => table.Jacobians[(row * outputs.Count + o) * inputs.Count + i])));
        if (table.Hessians is { } hessians)
        {
            columns.AddRange(from o in Enumerable.Range(0, outputs.Count)
                             from i in Enumerable.Range(0, inputs.Count)
                             from j in Enumerable.Range(0, i + 1)
                             select (
                                 $"d2{outputs[o]}{by}{(i == j ? inputs[i] + "2" : inputs[i] + "d" + inputs[j])}",
                                 (Func<int, double>)(row => hessians[((row * outputs.Count + o) * inputs.Count + i) * inputs.Count + j])));
        }

        var places = Enumerable.Range(0, columns.Count).OrderBy(place => (place + 1) * 7919 * layout.Order % 1009).ToArray();
        return string.Concat(
            Enumerable.Range(-1, table.Count + 1).Select(
                row => string.Join(
                    layout.Separator,
                    places.Select(place => Quoted(row < 0 ? columns[place].Name : Csv.Field(columns[place].Cell(row))))) + layout.LineEnd));

        string Quoted(string text) => layout.Quotes ? $"\"{text}\"" : text;
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    private static CultureInfo Culture(string point, string thousands, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) =
            (point, thousands, minus);
        culture.TextInfo.ListSeparator = ";";
        return culture;
    }

    private static string[] Names(string stem, int count) => [.. Enumerable.Range(1, count).Select(number => $"{stem}{number}")];

    /// <summary>Two rows that differ in every input, or a column could be constant.</summary>
    private static double[] Distinct(double[] points, int inputs)
    {
        for (var i = 0; i < inputs; i++)
            (points[i], points[inputs + i]) = (0.25, -0.75);
        return points;
    }

    private static double[] Symmetric(double[] hessians, int inputs)
    {
        for (var place = 0; place < hessians.Length; place++)
        {
            var (block, a, b) = (place / (inputs * inputs), place / inputs % inputs, place % inputs);
            hessians[place] = hessians[(block * inputs + Math.Max(a, b)) * inputs + Math.Min(a, b)];
        }

        return hessians;
    }

    private static void AssertSame(double[] expected, double[] actual) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));
}
