using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>Columns of weights and of standard deviations belong to the entries that an option names.</summary>
public sealed class EntryColumnsTests
{
    [Fact]
    public void Weights_are_of_rows_and_of_entries()
    {
        var keys = new TableOptions([], []) { Weights = ["w", "y:wy", "dy/da:wd"] };
        var table = DerivativeTablesTests.Read("w,a,b,y,dy/da,dy/db,wy,wd\n2,1,2,3,4,5,1,0.5\n0,9,9,9,9,9,1,1\n1,3,4,5,6,7,0,1\n", keys);
        Assert.Equal(["a", "b"], table.Inputs);
        Assert.Equal([1, 2, 3, 4], table.Points);
        Assert.Equal([3, double.NaN], table.Values);
        Assert.Equal([2, 1], table.Weights!.Rows);
        Assert.Equal([2, 0], table.Weights.Values);
        Assert.Equal([1, 2, 1, 1], table.Weights.Jacobians);
        Assert.Equal([1, 3], table.RowNumbers!);
        Assert.Null(DerivativeTablesTests.Read("w,a,y,dy/da\n2,1,2,3\n1,2,3,4\n").Weights);
    }

    [Theory]
    [InlineData("v", "--weights v: the file has no such column; it has w, a, y, dy/da", 2)]
    [InlineData("z:w", "--weights z: neither an output nor a first partial of the table; the outputs are y", 2)]
    [InlineData("w|y:w", "--weights w: named twice", 2)]
    [InlineData("w|a", "--weights the row: has several columns", 2)]
    [InlineData("w", "own.csv:2: column w: '-1' is negative; a weight is 0 or more", 3)]
    [InlineData("w", "own.csv:3: column w: '' is empty; give every weight, 0 leaves a row or an entry out", 3)]
    public void Weights_that_cannot_be_used_are_refused(string weights, string mistake, int exitCode)
    {
        var keys = new TableOptions([], []) { Weights = weights.Split('|') };
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read("w,a,y,dy/da\n-1,1,2,3\n,2,3,4\n1,3,4,5\n", keys));
        Assert.Contains(mistake, refused.Message);
        Assert.Equal(exitCode, (int)refused.ExitCode);
    }

    [Fact]
    public void Deviations_are_of_entries_and_may_be_unknown()
    {
        var keys = new TableOptions([], []) { Deviations = ["y:sy", "dy/db:sd"] };
        var table = DerivativeTablesTests.Read("a,b,y,dy/da,dy/db,sy,sd\n1,2,3,4,5,0.1,0.5\n3,4,5,6,7,,0\n", keys);
        Assert.Equal(["a", "b"], table.Inputs);
        Assert.Equal([0.1, 0], table.Deviations!.Values);
        Assert.Equal([0, 0.5, 0, 0], table.Deviations.Jacobians);
        Assert.Null(table.Weights);
        Assert.Null(DerivativeTablesTests.Read("a,y,dy/da\n1,2,3\n").Deviations);
    }

    [Theory]
    [InlineData("s", "", "--deviations s: say of what, e.g. y:s", 2)]
    [InlineData("y:v", "", "--deviations v: the file has no such column; it has s, a, y, dy/da", 2)]
    [InlineData("z:s", "", "--deviations z: neither an output nor a first partial of the table; the outputs are y", 2)]
    [InlineData("y:s", "s", "--deviations s: a column of weights already", 2)]
    [InlineData("y:s", "", "own.csv:2: column s: '-1' is negative; a standard deviation is 0 or more", 3)]
    public void Deviations_that_cannot_be_used_are_refused(string deviations, string weights, string mistake, int exitCode)
    {
        var keys = new TableOptions([], []) { Deviations = [deviations], Weights = weights.Length > 0 ? [weights] : [] };
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read("s,a,y,dy/da\n-1,1,2,3\n2,2,3,4\n", keys));
        Assert.Contains(mistake, refused.Message);
        Assert.Equal(exitCode, (int)refused.ExitCode);
    }

    [Fact]
    public void Rows_that_all_have_weight_0_are_refused()
    {
        var keys = new TableOptions([], []) { Weights = ["w"] };
        var refused = Assert.Throws<SobolevException>(() => DerivativeTablesTests.Read("w,a,y,dy/da\n0,1,2,3\n0,2,3,4\n", keys));
        Assert.Contains("every row has weight 0", refused.Message);
    }
}
