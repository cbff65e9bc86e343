using System.Text;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Tables as people have them are read; what could be meant otherwise is refused.</summary>
public sealed class DerivativeTablesTests
{
    [Fact]
    public void Columns_are_found_by_convention()
    {
        var table = Read("a,b,y,z,dy/da,dy/db,dz_da,dz_db\n1,2,3,4,5,6,7,8\n-1,-2,-3,-4,-5,-6,-7,-8\n");
        Assert.Equal(["a", "b"], table.Inputs);
        Assert.Equal(["y", "z"], table.Outputs);
        Assert.Equal(2, table.Count);
        Assert.Equal([1, 2, -1, -2], table.Points);
        Assert.Equal([3, 4, -3, -4], table.Values);
        Assert.Equal([5, 6, 7, 8, -5, -6, -7, -8], table.Jacobians);
        Assert.Null(table.Hessians);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_derivatives_before_values()
    {
        var table = Read("dy/db,y,b,dy/da,a\n1,2,3,4,5\n6,7,8,9,10\n");
        Assert.Equal(["b", "a"], table.Inputs);
        Assert.Equal([3, 5, 8, 10], table.Points);
        Assert.Equal([1, 4, 6, 9], table.Jacobians);
    }

    [Fact]
    public void One_input_and_one_output_are_enough()
    {
        var table = Read("x,y,dy/dx\n0,1,2\n1,2,3\n");
        Assert.Equal(["x"], table.Inputs);
        Assert.Equal(["y"], table.Outputs);
        Assert.Equal([2, 3], table.Jacobians);
    }

    [Fact]
    public void An_empty_cell_is_missing_and_never_zero()
    {
        var table = Read("a,b,y,dy/da,dy/db\n1,2,,5,\n3,4,6,,\n");
        Assert.Equal([double.NaN, 6], table.Values);
        Assert.Equal([5, double.NaN, double.NaN, double.NaN], table.Jacobians);
    }

    [Fact]
    public void A_derivative_that_has_no_column_is_missing() =>
        Assert.Equal([5, double.NaN, 6, double.NaN], Read("a,b,y,dy/da\n1,2,3,5\n2,3,4,6\n").Jacobians);

    [Theory]
    [InlineData("d2y/da2", "d2y/dadb", "d2y/db2")]
    [InlineData("d2y_da2", "d2y_dbda", "d2y_db2")]
    [InlineData("d2y/dada", "d2y_dadb", "d2y/db^2")]
    public void Second_derivatives_fill_both_orders(string aa, string ab, string bb)
    {
        var table = Read($"a,b,y,dy/da,{aa},{ab},{bb}\n1,2,3,5,11,12,\n2,3,4,6,21,22,23\n");
        Assert.Equal([11, 12, 12, double.NaN, 21, 22, 22, 23], table.Hessians!);
    }

    [Fact]
    public void Names_with_d_2_slash_and_underscore_are_told_apart()
    {
        var table = Read("depth_data,id2,d2,dd2/ddepth_data,dd2_did2\n1,2,3,4,5\n2,3,4,5,6\n");
        Assert.Equal(["depth_data", "id2"], table.Inputs);
        Assert.Equal(["d2"], table.Outputs);
        Assert.Equal([4, 5, 5, 6], table.Jacobians);
    }

    [Fact]
    public void Derivatives_may_lack_the_slash_where_both_parts_are_columns()
    {
        var table = Read("x,z,y,dydx,dydz,d2ydxdz\n1,2,3,4,5,6\n2,3,4,5,6,7\n");
        Assert.Equal(["x", "z"], table.Inputs);
        Assert.Equal(["y"], table.Outputs);
        Assert.Equal([4, 5, 5, 6], table.Jacobians);
        Assert.Equal([double.NaN, 6, 6, double.NaN, double.NaN, 7, 7, double.NaN], table.Hessians!);
        Assert.Equal([4, 5], Read("x,y,dydx\n1,3,4\n2,4,5\n", new TableOptions(["x"], ["dydx"])).Values);
    }

    /// <summary>dadda is the slope of a by da, or of ad by a.</summary>
    [Fact]
    public void A_name_without_a_slash_that_has_two_readings_is_no_derivative() =>
        Assert.Null(PartialName.WithSlash("dadda", new HashSet<string> { "a", "da", "ad", "dadda" }));

    [Fact]
    public void A_slope_may_itself_be_an_output()
    {
        var table = Read("t,dx/dt\n1,2\n2,3\n", new TableOptions(["t"], ["dx/dt"]));
        Assert.Equal([2, 3], table.Values);
    }

    [Fact]
    public void What_is_not_named_is_left_out_when_both_are_named()
    {
        var table = Read("run,a,b,y,z,dy/da,dy/db,dz/da\none,1,2,3,x,5,6,x\ntwo,2,3,4,x,6,7,x\n", new TableOptions(["a"], ["y"]));
        Assert.Equal([5, 6], table.Jacobians);
        Assert.Equal(["run", "b", "z", "dy/db", "dz/da"], table.Ignored);
    }

    [Fact]
    public void Values_alone_need_one_side_named()
    {
        Assert.Equal(["y", "z"], Read("a,y,z\n1,2,3\n2,3,4\n", new TableOptions(["a"], [])).Outputs);
        Assert.Equal(["a", "y"], Read("a,y,z\n1,2,3\n2,3,4\n", new TableOptions([], ["z"])).Inputs);
    }

    [Fact]
    public void An_output_may_be_known_by_its_derivatives_alone()
    {
        var table = Read("a,b,dy/da,dy/db\n1,2,3,4\n2,3,4,5\n", new TableOptions([], ["y"]));
        Assert.Equal(["a", "b"], table.Inputs);
        Assert.All(table.Values, value => Assert.Equal(double.NaN, value));
        Assert.Equal([3, 4, 4, 5], table.Jacobians);
    }

    [Theory]
    [InlineData("a;y;dy/da\r\n1;2;3\r\n2;3;4\r\n")]
    [InlineData("a\ty\tdy/da\n1\t2\t3\n2\t3\t4")]
    [InlineData("\n\na,y,dy/da\n1,2,3\n\n,,\n2,3,4\n\n")]
    [InlineData("\"a\", \"y\" ,\"dy/da\"\n\"1\",2,3\n 2 ,\"3\",4.0e0\n")]
    [InlineData("a,y,dy/da\r1,2,3\r2,3,4\r")]
    public void Separators_quotes_line_ends_and_blank_rows_are_what_they_may_be(string text)
    {
        var table = Read(text);
        Assert.Equal(["a"], table.Inputs);
        Assert.Equal([1, 2], table.Points);
        Assert.Equal([2, 3], table.Values);
        Assert.Equal([3, 4], table.Jacobians);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_is_read_with_and_without_a_byte_order_mark(bool mark)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("own.csv"), "größe,y,dy/dgröße\n1,2,3\n2,3,4\n", new UTF8Encoding(mark));
        Assert.Equal(["größe"], DerivativeTables.Read(new TableSource(folder.File("own.csv")), new TableOptions([], [])).Inputs);
    }

    /// <summary>Spreadsheets of other countries, numpy, Fortran, names with units or of another form: each is the same table.</summary>
    [Theory]
    [InlineData("a;y;dy/da\n1,5;2;3,25\n2;3,5;4\n")]
    [InlineData("a\ty\tdy/da\n1,5\t2\t3,25\n2\t3,5\t4\n")]
    [InlineData("a y dy/da\n  1.5   2 3.25\n2 3.5 4\n")]
    [InlineData("# made by a solver\na,y,dy/da\n# the first\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("# a,y,dy/da\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("# a y dy/da\n1.5e+00 2.0 3.25\n2 3.5 4\n")]
    [InlineData("a,y,dy/da\n1.5D+00,2,3.25d0\n2,3.5,4\n")]
    [InlineData("a [m],y [Pa],dy/da [Pa/m]\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("a (m),y,dy/da\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("a,y,dy/da\nm,Pa,Pa/m\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("a,y,∂y/∂a\n1.5,2,3.25\n2,3.5,4\n")]
    [InlineData("a,y,d(y)/d(a)\n1.5,2,3.25\n2,3.5,4\n")]
    public void Tables_as_other_programs_write_them_are_read(string text)
    {
        var table = Read(text);
        Assert.Equal(["a"], table.Inputs);
        Assert.Equal([1.5, 2], table.Points);
        Assert.Equal([2, 3.5], table.Values);
        Assert.Equal([3.25, 4], table.Jacobians);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NA")]
    [InlineData("#N/A")]
    [InlineData("null")]
    public void The_words_for_a_missing_number_are_missing(string word) =>
        Assert.Equal([double.NaN, 3], Read($"a,y,dy/da\n1,{word},3\n2,3,4\n").Values);

    [Fact]
    public void Partials_of_other_names_are_told_by_the_option()
    {
        var keys = new TableOptions([], []) { Partials = ["y/a:dyda", "y/b:y_b"] };
        Assert.Equal([4, 5, 5, 6], Read("a,b,y,dyda,y_b\n1,2,3,4,5\n2,3,4,5,6\n", keys).Jacobians);
        var refused =
            Assert.Throws<SobolevException>(() => Read("a,y,dyda\n1,2,3\n", new TableOptions([], []) { Partials = ["y/a:dydb"] }));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("--partials dydb: the file has no such column; did you mean dyda?", refused.Message);
    }

    [Fact]
    public void A_gzip_file_is_unpacked()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.File("own.csv.gz")))
        using (var packed = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Compress))
            packed.Write(Encoding.UTF8.GetBytes("a,y,dy/da\n1,2,3\n2,3,4\n"));
        Assert.Equal([2, 3], DerivativeTables.Read(new TableSource(folder.File("own.csv.gz")), new TableOptions([], [])).Values);
    }

    [Fact]
    public void Past_the_limit_of_memory_reading_ends()
    {
        var text = "a,y,dy/da\n" + string.Concat(Enumerable.Range(0, 100).Select(row => $"{row},1,2\n"));
        using var reader = new TableReader(new StringReader(text), "own.csv");
        var refused = Assert.Throws<SobolevException>(() => DerivativeTables.Read(reader, new TableOptions([], []), mostEntries: 30));
        Assert.Contains("own.csv:12: more than 10 rows of 3 numbers", refused.Message);
        Assert.Equal(12, reader.Line);
    }

    internal static DerivativeTable Read(string text, TableOptions? keys = null)
    {
        using var reader = new TableReader(new StringReader(text), "own.csv");
        return DerivativeTables.Read(reader, keys ?? new TableOptions([], []), DerivativeTables.MostEntries);
    }
}
