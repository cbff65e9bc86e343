using Sobolev.Data;
using Sobolev.Fitting;

namespace Sobolev.Tests.Fitting;

/// <summary>Notes on a table before it is fitted.</summary>
public sealed class TableNotesTests
{
    [Fact]
    public void A_number_far_from_all_others_is_told_with_its_rows_and_columns()
    {
        var table = Tables.Waves(30);
        (table.Values[2 * 7], table.Jacobians[4 * 7], table.Jacobians[4 * 7 + 1], table.Values[2 * 12]) = (-9999, -9999, -9999, -9999);
        Assert.Equal(["rows 8, 13: y, dy/da, dy/db are -9999, far from all other rows; if that marks a missing number, leave the field "
            + "empty"], Notes(table));
    }

    [Fact]
    public void An_input_cannot_be_empty()
    {
        var table = Tables.Waves(30);
        table.Points[2 * 4 + 1] = 1e30;
        Assert.Equal(["row 5: b is 1E+30, far from all other rows; if that marks a missing number, leave the row out"], Notes(table));
    }

    /// <summary>Few numbers, numbers without a range, and numbers that are not far show nothing.</summary>
    [Theory]
    [InlineData(8, 1e6)]
    [InlineData(30, 15)]
    public void Nothing_is_told_of_ordinary_columns(int rows, double number)
    {
        var table = Tables.Waves(rows);
        table.Values[0] = number;
        Assert.Empty(Notes(table));
    }

    [Fact]
    public void A_column_of_one_number_and_an_exception_is_ordinary()
    {
        var table = Tables.Sine(30);
        double[] steps = [.. Enumerable.Range(0, 30).Select(row => row == 3 ? 5.0 : 0)];
        Assert.Empty(Notes(table with { Values = steps }));
    }

    [Fact]
    public void Rows_of_one_point_are_told()
    {
        var table = Tables.Waves(30);
        table.Points.AsSpan(2 * 3, 2).CopyTo(table.Points.AsSpan(2 * 20));
        Assert.Equal(["1 of 30 rows repeat the inputs of another row, the first of them row 21 those of row 4; rows with the same inputs "
            + "are held out together"], Notes(table));
    }

    [Fact]
    public void Folds_are_of_points()
    {
        var table = Tables.Waves(6);
        for (var row = 2; row < 6; row++)
            table.Points.AsSpan(0, 2).CopyTo(table.Points.AsSpan(2 * row));
        var refused = Assert.Throws<SobolevException>(() => FitChecks.Refuse(Tables.Small with { Folds = 3 }, FitData.Of("table", table)));
        Assert.Equal("folds: 3 folds of 2 different points; take 2 or fewer", refused.Message);
    }

    /// <summary>Without the first two, which name the columns.</summary>
    private static IEnumerable<string> Notes(DerivativeTable table) => FitFacts.Columns(FitData.Of("table", table)).Skip(2);
}
