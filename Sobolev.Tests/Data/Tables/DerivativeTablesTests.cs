using System.Globalization;
using CsCheck;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Tables from outside: what is read, and what is said of those that cannot be.</summary>
public sealed class DerivativeTablesTests : IDisposable
{
    private static readonly TableKeys _convention = new([], []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Partials_name_outputs_and_the_other_columns_are_inputs()
    {
        var table = Read("a,b,y,dy/da,dy/db\n1,2,3,4,5\n6,7,8,9,10\n");
        Assert.Equal(["a", "b"], table.Inputs);
        Assert.Equal(["y"], table.Outputs);
        Assert.Equal(2, table.Count);
        Assert.Equal([1, 2, 6, 7], table.Points);
        Assert.Equal([3, 8], table.Values);
        Assert.Equal([4, 5, 9, 10], table.Jacobians);
        Assert.Null(table.Hessians);
    }

    [Fact]
    public void Order_of_columns_does_not_matter_and_underlines_do_as_well()
    {
        var table = Read("dz_db,b,z,dy_da,a,y,dz_da,dy_db\n1,2,3,4,5,6,7,8\n9,10,11,12,13,14,15,16\n");
        Assert.Equal(["b", "a"], table.Inputs);
        Assert.Equal(["z", "y"], table.Outputs);
        Assert.Equal([2, 5, 10, 13], table.Points);
        Assert.Equal([3, 6, 11, 14], table.Values);
        Assert.Equal([1, 7, 8, 4, 9, 15, 16, 12], table.Jacobians);
    }

    [Fact]
    public void Empty_fields_are_not_known()
    {
        var table = Read("x,y,dy/dx\n1,,2\n3,4,\n5, ,6\n");
        Assert.Equal([double.NaN, 4, double.NaN], table.Values);
        Assert.Equal([2, double.NaN, 6], table.Jacobians);
    }

    [Theory]
    [InlineData("d2y/da2", "d2y/dadb", "d2y/db2")]
    [InlineData("d2y_da2", "d2y_dbda", "d2y_db2")]
    [InlineData("d2y/dada", "d2y/dbda", "d2y/dbdb")]
    public void Second_partials_are_symmetric(string first, string mixed, string second)
    {
        var table = Read($"a,b,y,dy/da,{first},{mixed},{second}\n1,2,3,4,5,6,7\n2,3,4,5,,8,9\n");
        Assert.Equal([5, 6, 6, 7, double.NaN, 8, 8, 9], table.Hessians!);
        Assert.Equal([4, double.NaN, 5, double.NaN], table.Jacobians);
    }

    [Fact]
    public void Of_two_columns_for_one_mixed_partial_either_may_be_empty() =>
        Assert.Equal([double.NaN, 5, 5, double.NaN, double.NaN, 6, 6, double.NaN], Read("a,b,y,dy/da,d2y/dadb,d2y/dbda\n1,2,3,4,5,\n2,3,4,5,,6\n").Hessians!);

    [Fact]
    public void Names_that_are_given_win_and_other_columns_are_left_out()
    {
        var table = Read("id,x,y,z,dz/dx\n7,1,2,3,4\n8,2,3,4,5\n", new TableKeys(["x"], ["z"]));
        Assert.Equal(["x"], table.Inputs);
        Assert.Equal(["z"], table.Outputs);
        Assert.Equal(["id", "y"], table.Unused);
        Assert.Equal([4, 5], table.Jacobians);
    }

    [Fact]
    public void Without_partials_the_outputs_must_be_named()
    {
        Assert.Equal(["y"], Read("x,y\n1,2\n2,3\n", new TableKeys([], ["y"])).Outputs);
        Assert.Equal(["y"], Read("x,y\n1,2\n2,3\n", new TableKeys(["x"], [])).Outputs);
        Assert.Contains("--outputs", Refusal("x,y\n1,2\n2,3\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_may_be_known_by_its_partials_only()
    {
        var table = Read("x,dy/dx\n1,2\n2,3\n", new TableKeys([], ["y"]));
        Assert.Equal([double.NaN, double.NaN], table.Values);
        Assert.Equal([2, 3], table.Jacobians);
    }

    [Fact]
    public void Underlines_in_ordinary_names_are_no_partials()
    {
        var table = Read("data_day,cost_delta,dcost_delta_ddata_day\n1,2,3\n2,4,5\n");
        Assert.Equal(["data_day"], table.Inputs);
        Assert.Equal(["cost_delta"], table.Outputs);
        Assert.Equal([3, 5], table.Jacobians);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData(',')]
    public void Separators_line_ends_marks_and_quotes_are_as_spreadsheets_write_them(char separator)
    {
        var text = "\uFEFF\"x, in m\"|y|dy/dx, in m\r\n\"1\"|2|3\r\n\r\n4|5|\"\"\r\n".Replace("dy/dx, in m", "\"dy/dx, in m\"", StringComparison.Ordinal).Replace('|', separator);
        var table = Read(text, new TableKeys([], ["y"]));
        Assert.Equal(["x, in m"], table.Inputs);
        Assert.Equal([1, 4], table.Points);
        Assert.Equal([3, double.NaN], table.Jacobians);
    }

    [Theory]
    [InlineData("x,y,dy/dx\n1,2,three\n", ":2: column dy/dx: \"three\" is text")]
    [InlineData("x;y;dy/dx\n1;2,5;3\n", ":2: column y: \"2,5\" is a number with a comma; write a point")]
    [InlineData("x,y,dy/dx\n1,2,5,3\n", ":2: 4 fields where the header has 3; in a table separated by commas")]
    [InlineData("x,y,dy/dx\n1,2\n", ":2: 2 fields where the header has 3")]
    [InlineData("x,y,dy/dx\n1,NaN,3\n", ":2: column y: \"NaN\" is no finite number; leave the field empty")]
    [InlineData("x,y,dy/dx\n1,-inf,3\n", ":2: column y: \"-inf\" is")]
    [InlineData("x,y,dy/dx\n1,1e999,3\n", ":2: column y: \"1e999\" is no finite number")]
    [InlineData("x,y,dy/dx\n,1,3\n", ":2: column x is empty; every row needs all its inputs")]
    [InlineData("x,y,y,dy/dx\n1,1,1,3\n", ":1: there are several columns y")]
    [InlineData("x,,y,dy/dx\n1,1,1,3\n", ":1: column 2 has no name")]
    [InlineData("x,y,dy/dx,dy/dq\n1,1,1,3\n", ":1: dy/dq is a partial of what is no output, or by what is no input")]
    [InlineData("1,2,3\n1,1,1\n", ":1: the first row has numbers only")]
    [InlineData("x,y,dy/dx\n", ": there is no row behind the header")]
    [InlineData("", ": the file is empty")]
    [InlineData("x,y,dy/dx\n1,,\n2,,\n", ": no row has a value or a partial")]
    [InlineData("x,c,y,dy/dx\n1,3,1,1\n2,3,2,1\n", ": input c is 3 in every row")]
    [InlineData("x,y,dy/dx\n1,2\"3,4\n", "")]
    public void Mistakes_are_named_with_their_place_and_a_remedy(string text, string mistake)
    {
        var refusal = Refusal(text);
        Assert.Contains("table.csv" + mistake, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_were_asked_for_and_are_not_there_are_wrong_usage()
    {
        var error = Assert.Throws<SobolevException>(() => Read("speed,y,dy/dspeed\n1,2,3\n", new TableKeys(["sped"], ["z"])));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("did you mean speed?", error.Message, StringComparison.Ordinal);
        Assert.Contains("--outputs z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_is_told_at_once_up_to_a_hundred()
    {
        var wrong = string.Concat(Enumerable.Range(0, 150).Select(row => $"{row},text,1\n"));
        var lines = Refusal("x,y,dy/dx\n" + wrong).Split('\n');
        Assert.Equal(101, lines.Length);
        Assert.Contains(":101:", lines[99], StringComparison.Ordinal);
        Assert.Contains("first 100 mistakes", lines[100], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_exit_3() =>
        Assert.Equal(ExitCode.DataMissing, Assert.Throws<SobolevException>(() => DerivativeTables.Read(_folder.File("none.csv"), _convention)).ExitCode);

    [Theory]
    [InlineData(",", ".", "-")]
    [InlineData(",", "\u00A0", "\u2212")]
    [InlineData("\u066B", "\u066C", "\u061C-")]
    [InlineData("e", ",", "+")]
    public void Any_table_reads_back_as_it_was_written_whatever_the_culture(string point, string group, string minus)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign, culture.TextInfo.ListSeparator) = (point, group, minus, ";");
            CultureInfo.CurrentCulture = culture;
            RandomTable.Sample(
                table =>
                {
                    var read = Read(table.Text);
                    Assert.Equal(table.Points, read.Points);
                    Assert.Equal(table.Values, read.Values);
                    Assert.Equal(table.Jacobians, read.Jacobians);
                },
                iter: 200, threads: 1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static Gen<double> Number => Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Double.Select(x => double.IsFinite(x) ? x : 1.25), Gen.Const(double.Epsilon), Gen.Const(double.MaxValue), Gen.Const(-0.0));

    private static Gen<double> Field => Gen.Frequency((4, Number), (1, Gen.Const(double.NaN)));

    private static Gen<(string Text, double[] Points, double[] Values, double[] Jacobians)> RandomTable =>
        from inputs in Gen.Int[1, 3]
        from outputs in Gen.Int[1, 3]
        from rows in Gen.Int[1, 6]
        from points in Number.Array[rows * inputs]
        from values in Field.Array[rows * outputs]
        from jacobians in Field.Array[rows * outputs * inputs]
        where values.Concat(jacobians).Any(number => !double.IsNaN(number)) && Enumerable.Range(0, inputs).All(i => rows == 1 || Enumerable.Range(0, rows).Any(row => points[row * inputs + i] != points[i]))
        select (Written(inputs, outputs, rows, points, values, jacobians), points, values, jacobians);

    private static string Written(int inputs, int outputs, int rows, double[] points, double[] values, double[] jacobians)
    {
        IEnumerable<string> header = [.. Names("x", inputs), .. Names("y", outputs), .. from o in Names("y", outputs) from i in Names("x", inputs) select $"d{o}/d{i}"];
        var lines = Enumerable.Range(0, rows).Select(row => string.Join(',', points.Skip(row * inputs).Take(inputs).Concat(values.Skip(row * outputs).Take(outputs)).Concat(jacobians.Skip(row * outputs * inputs).Take(outputs * inputs))
            .Select(number => double.IsNaN(number) ? "" : number.ToString("R", CultureInfo.InvariantCulture))));
        return string.Join('\n', lines.Prepend(string.Join(',', header)));
    }

    private static IEnumerable<string> Names(string letter, int count) => Enumerable.Range(1, count).Select(number => $"{letter}{number}");

    private DerivativeTable Read(string text, TableKeys? keys = null)
    {
        var path = _folder.File("table.csv");
        File.WriteAllText(path, text);
        return DerivativeTables.Read(path, keys ?? _convention);
    }

    private string Refusal(string text)
    {
        var error = Assert.Throws<SobolevException>(() => Read(text));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        return error.Message;
    }
}
