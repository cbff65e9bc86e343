using System.Globalization;

namespace Sobolev.Tests.Surrogates;

/// <summary>The tables of README and docs/fit.md beside other programs have the numbers of the file that compare.sh wrote.</summary>
public sealed class PeersTableTests
{
    [Fact]
    public void The_table_of_the_readme_has_the_first_seeds()
    {
        var results = Results();
        var rows = RowsOf(Path.Combine(SourceTree.Root(), "README.md"), "| table | sobolev fit |");
        Assert.Equal(results.Count / 2, rows.Count);
        foreach (var row in rows)
            AssertNumbers($"README, {row[0]}", row[1], results[$"{row[0]}_s0"].Value, results[$"{row[0]}_s0"].Gradient);
    }

    [Fact]
    public void The_table_of_the_documentation_has_both_seeds()
    {
        var results = Results();
        var rows = RowsOf(Path.Combine(SourceTree.Root(), "docs", "fit.md"), "| table | value, fit |");
        Assert.Equal(results.Count / 2, rows.Count);
        foreach (var row in rows)
        {
            var (first, second) = (results[$"{row[0]}_s0"], results[$"{row[0]}_s1"]);
            AssertNumbers($"value, {row[0]}", row[1], first.Value, second.Value);
            AssertNumbers($"gradient, {row[0]}", row[4], first.Gradient, second.Gradient);
            Assert.Equal(string.Join(" / ", new[] { first.Kept, second.Kept }.Distinct()), row[6]);
        }
    }

    /// <summary>Two digits are shown.</summary>
    private static void AssertNumbers(string place, string cell, double first, double second)
    {
        double[] shown = [.. cell.Split('/').Select(number => double.Parse(number.Trim(), CultureInfo.InvariantCulture))];
        Assert.True(
            shown.Length == 2 && Math.Abs(shown[0] / first - 1) < 0.051 && Math.Abs(shown[1] / second - 1) < 0.051,
            $"{place}: {cell}, but results.csv has {first} and {second}");
    }

    private static Dictionary<string, (double Value, double Gradient, string Kept)> Results() =>
        File.ReadLines(Path.Combine(SourceTree.Root(), "results", "reference", "fit", "results.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Where(row => row[1].StartsWith("sobolev", StringComparison.Ordinal))
            .ToDictionary(
                row => row[0],
                row => (double.Parse(row[2], CultureInfo.InvariantCulture), double.Parse(row[3], CultureInfo.InvariantCulture),
                    row[1].Split('(', ')')[1]));

    private static IReadOnlyList<string[]> RowsOf(string path, string header) =>
    [
        .. File.ReadLines(path).SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];
}
