using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Each mistake of a table is named with line, column, value and remedy.</summary>
public sealed class TableErrorsTests
{
    [Theory]
    [InlineData("a,y,dy/da\n1,2,3\n2,tall,4\n", "own.csv:3: column y: 'tall' is not a number; write 1.5")]
    [InlineData("a;y;dy/da\n1;2;3.5\n2;3,5;4\n", "own.csv:1: some numbers have decimal commas and others decimal points")]
    [InlineData("a;y;dy/da\n1;2,123;3\n2;3,456;4\n", "own.csv:1: every comma is followed by three digits")]
    [InlineData("a;y;dy/da\n1;2;3\n2;1.299,99;4\n", "own.csv:3: column y: '1.299,99' is not a number")]
    [InlineData("a,y,dy/da\n1,2,3\n2,\"3,5\",4\n", "own.csv:3: column y: '3,5' is a decimal comma; write 3.5")]
    [InlineData("a,y,dy/da\n1,2,3\n2,x,4\n3,z,4\n", "own.csv:3: column y: 'x' is not a number; write 1.5 or -2e-3, or leave the cell empty "
        + "if the number is missing (and 1 more cell of this column)")]
    [InlineData("a,y,dy/da\n1,2,3\n2,\"1,234,567.5\",4\n",
        "own.csv:3: column y: '1,234,567.5' is commas between thousands; write 1234567.5")]
    [InlineData("a,y,dy/da\n1,2,3\n2,3,5,4\n",
        "own.csv:3: 4 fields, but the header has 3; if numbers have decimal commas, write decimal points")]
    [InlineData("a,y,dy/da\n1,2,3\n2,3\n", "own.csv:3: 2 fields, but the header has 3")]
    [InlineData("a,y,dy/da\n1,#DIV/0!,3\n2,3,4\n", "own.csv:2: column y: '#DIV/0!' is not a number; leave the cell empty")]
    [InlineData("a,y,dy/da\n1,2,-inf\n2,3,4\n", "own.csv:2: column dy/da: '-inf' is infinite")]
    [InlineData("a,y,dy/da\n1,2,Infinity\n2,3,4\n", "own.csv:2: column dy/da: 'Infinity' is infinite")]
    [InlineData("a,y,dy/da\n1,2,3\n1e999,3,4\n", "own.csv:3: column a: '1e999' is out of range")]
    [InlineData("a,y,dy/da\n1,2,3\n,3,4\n", "own.csv:3: column a: '' is empty; every input must be known")]
    [InlineData("a,y,y,dy/da\n1,2,2,3\n2,3,3,4\n", "own.csv:1: column y occurs 2 times")]
    [InlineData("a,,y,dy/da\n1,2,2,3\n2,3,3,4\n", "own.csv:1: column 2 has no name")]
    [InlineData("a,y,dy/da,dy_da\n1,2,2,3\n2,3,3,4\n", "own.csv:1: columns dy/da and dy_da are the same derivative")]
    [InlineData("alpha,y,dy/dalpha,dy/dalpa\n1,2,2,3\n2,3,3,4\n",
        "own.csv:1: column dy/dalpa: a derivative by alpa, which is not an input; did you mean alpha?")]
    [InlineData("a,why,dwhy/da,dwhi/da\n1,2,2,3\n2,3,3,4\n",
        "own.csv:1: column dwhi/da: a derivative of whi, which is not an output; did you mean why?")]
    [InlineData("a,y,dy/da,d2y/dadc\n1,2,2,3\n2,3,3,4\n", "own.csv:1: column d2y/dadc: a derivative by adc, which is not an input")]
    [InlineData("a,b,y,dy/da,dy/db\n1,5,2,3,0\n2,5,3,4,0\n",
        "own.csv:1: column b: the input is 5 in every row; exclude it by naming the other columns: --inputs a --outputs y")]
    [InlineData("a,y,c,dy/da\n1,2,2,3\n2,3,3,4\n", "own.csv:1: column c: an input or an output? it follows the output y")]
    [InlineData("a,y\n1,2\n2,3\n",
        "own.csv:1: no outputs: no column has derivatives such as dy/da; the columns are a, y; name them with --inputs")]
    [InlineData("a,b_c,y,y_a,y_b_c\n1,2,3,4,5\n",
        "own.csv:1: no outputs: no column has derivatives such as dy/da; the columns are a, b_c, y, y_a, y_b_c; if y_a is the derivative "
        + "of y by a, give --partials y/a:y_a,y/b_c:y_b_c")]
    [InlineData("a,b,dy/da\n1,2,3\n2,3,4\n", "no outputs")]
    [InlineData("xdx,xdxdx,x,y,d2y/dxdxdx,dy/dx\n1,2,3,4,5,6\n2,3,4,5,6,7\n",
        "column d2y/dxdxdx can be read as the derivative of y by x xdx or of y by xdx x")]
    [InlineData("a,y,dy/da\n", "own.csv:1: no rows below the header")]
    [InlineData("a,y,dy/da\n1,,\n2,,\n", "own.csv:1: no row has a value or a derivative of y, so there is nothing to learn")]
    [InlineData("", "own.csv: the file is empty")]
    [InlineData("\n \n\n", "own.csv: the file is empty")]
    public void A_mistake_of_the_file_is_exit_3(string text, string expected)
    {
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read(text));
        Assert.Contains(expected, refused.Message);
        Assert.Equal(ExitCode.DataMissing, refused.ExitCode);
    }

    [Theory]
    [InlineData("hieght", "y", "--inputs hieght: the file has no such column; did you mean height?")]
    [InlineData("height", "z", "--outputs z: the file has no such column")]
    [InlineData("height", "height", "--outputs height: also named as an input")]
    [InlineData("height,height", "y", "--inputs height: named twice")]
    public void A_mistake_of_the_command_line_is_exit_2(string inputs, string outputs, string expected)
    {
        var refused = Assert.Throws<SobolevException>(() =>
            DerivativeTablesTests.Read("height,y,dy/dheight\n1,2,3\n2,3,4\n", new TableOptions(inputs.Split(','), outputs.Split(','))));
        Assert.Contains(expected, refused.Message);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }

    [Fact]
    public void Mistakes_of_header_and_rows_are_named_together()
    {
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read("a,b,y,dy/da,dy/dc\n1,2,x,4,5\n1,2\n,2,3,4,inf\n"));
        Assert.Equal(["own.csv:1:", "own.csv:2:", "own.csv:3:", "own.csv:4:"],
            refused.Message.Split('\n').Select(line => line[..10]).Distinct());
    }

    [Fact]
    public void A_hundred_mistakes_end_the_reading()
    {
        var text = "a,y,dy/da\n" + string.Concat(Enumerable.Range(0, 1000).Select(row => $"{row},1..5,3\n"));
        using var reader = new TableReader(new StringReader(text), "own.csv");
        var refused =
            Assert.Throws<SobolevException>(() => DerivativeTables.Read(reader, new TableOptions([], []), DerivativeTables.MostEntries));
        var lines = refused.Message.Split('\n');
        Assert.Equal("own.csv:2: column y: '1..5' is not a number; write 1.5 or -2e-3, or leave the cell empty if the number is missing "
            + "(and 99 more cells of this column)", lines[0]);
        Assert.Equal("own.csv:101: reading stopped after 100 errors; there may be more", lines[1]);
        Assert.Equal(101, reader.Line);
    }

    [Fact]
    public void A_quote_that_nothing_closes_does_not_take_the_rest_of_the_file_for_a_field()
    {
        var text = "a,y,dy/da\n1,2,3\n2,\"3,4\n" + string.Concat(Enumerable.Range(0, 100_000).Select(row => $"{row},2,3\n"));
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read(text));
        Assert.Contains("check for an unclosed quote", refused.Message);
        Assert.Contains("own.csv: after line 2", refused.Message);
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("own.xlsx"), [0x50, 0x4b, 3, 4, 0xff, 0xfe, 0x80, 10, 1, 2, 3]);
        var refused = Assert.Throws<SobolevException>(
            () => DerivativeTables.Read(new TableSource(folder.File("own.xlsx")), new TableOptions([], [])));
        Assert.StartsWith($"{folder.File("own.xlsx")}: not UTF-8 text", refused.Message);
        Assert.Equal(ExitCode.DataMissing, refused.ExitCode);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("nowhere.csv",
            Assert.Throws<SobolevException>(
                () => DerivativeTables.Read(new TableSource(folder.File("nowhere.csv")), new TableOptions([], []))).Message);
        Assert.Contains("a folder",
            Assert.Throws<SobolevException>(() => DerivativeTables.Read(new TableSource(folder.Path), new TableOptions([], []))).Message);
    }

    /// <summary>Not a line for each cell, and not a line for each column.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public void Columns_of_words_are_named_in_one_line_with_the_remedy(int rows)
    {
        var text = "a,material,b,colour,y,dy/da\n"
            + string.Concat(Enumerable.Range(0, rows).Select(row => $"{row},steel,{row % 7},red,1,2\n"));
        Assert.Equal(
            "own.csv:1: columns material, colour: words; categories are not supported; write a column of 0 and 1 for each category, "
            + "or leave them out: --inputs a,b --outputs y",
            Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read(text)).Message);
    }

    [Fact]
    public void Columns_of_dates_are_left_out_with_those_of_words()
    {
        var text = "run,date,a,y,dy/da\n"
            + string.Concat(Enumerable.Range(1, 20).Select(row => $"run-{row},2026-01-{row:00},{row},1,2\n"));
        Assert.Equal(
            "own.csv:1: columns run, date: words or dates; categories are not supported; write a column of 0 and 1 for each category, "
            + "a date as a number, or leave them out: --inputs a --outputs y",
            Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read(text)).Message);
    }

    [Fact]
    public void A_column_with_some_numbers_is_not_a_category()
    {
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read("a,y,dy/da\n1,two,3\n2,three,4\n3,4,5\n"));
        Assert.Equal("own.csv:2: column y: 'two' is not a number; write 1.5 or -2e-3, or leave the cell empty if the number is missing "
            + "(and 1 more cell of this column)", refused.Message);
    }
}
