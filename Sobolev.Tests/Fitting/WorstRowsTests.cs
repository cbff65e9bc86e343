using Sobolev.Fitting;

namespace Sobolev.Tests.Fitting;

public sealed class WorstRowsTests
{
    private static readonly string[] _header = ["row", "fold", "y", "y_predicted", "dy/da", "dy/da_predicted"];

    private static readonly string[][] _errors =
        [["y", "6", "0.5", "", "", "", ""], ["dy/da", "6", "10", "", "", "", ""], ["z", "0", "", "", "", "", ""]];

    /// <summary>A row counts by its worst entry, in parts of the column's error; missing entries count nothing.</summary>
    [Fact]
    public void The_three_worst_rows_are_named_with_their_worst_entry()
    {
        string[][] rows =
        [
            ["1", "0", "1", "1.1", "5", "6"], ["2", "0", "1", "3", "5", "6"], ["3", "0", "", "7", "100", "40"],
            ["4", "1", "2", "2.5", "", "9"], ["7", "1", "1", "1", "1", "1"], ["9", "1", "1", "0.25", "1", "1"],
        ];
        Assert.Equal(
            "largest held-out errors: row 3 (dy/da 100, predicted 40, 6.0 times the error); row 2 (y 1, predicted 3, 4.0 times the error); "
            + "row 9 (y 1, predicted 0.25, 1.5 times the error)",
            Assert.Single(WorstRows.Of(_header, rows, _errors)));
    }

    [Fact]
    public void Of_few_rows_none_is_named() => Assert.Empty(WorstRows.Of(_header, [["1", "0", "1", "2", "1", "2"]], _errors));
}
