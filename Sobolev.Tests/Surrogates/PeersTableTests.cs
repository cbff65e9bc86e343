using System.Globalization;

namespace Sobolev.Tests.Surrogates;

/// <summary>The tables of README and docs/fit.md beside other programs have the numbers of the files that compare.sh wrote.</summary>
public sealed class PeersTableTests
{
    private const string Ours = "sobolev", NoNumber = "-";

    /// <summary>The programs of each column; of several the one with the smaller error of the value.</summary>
    private static readonly string[][] _columns = [[Ours], ["jenn", "jenn-readme"], ["genn"], ["gekpls"], ["scikit-learn"]];

    private static readonly string[] _others = [.. _columns.Skip(1).SelectMany(programs => programs)];

    [Fact]
    public void The_table_of_the_readme_has_the_first_seeds()
    {
        var results = Results("results.csv");
        var rows = RowsOf("README.md", "| table | sobolev fit |");
        Assert.Equal(results.Count / 2, rows.Count);
        foreach (var row in rows)
            AssertRow(row, results[$"{row[0]}_s0"]);
    }

    [Fact]
    public void The_table_of_the_documentation_has_both_seeds()
    {
        var results = Results("results.csv");
        var rows = RowsOf(Path.Combine("docs", "fit.md"), "| table | value, fit |");
        Assert.Equal(results.Count / 2, rows.Count);
        foreach (var row in rows)
        {
            Dictionary<string, Result>[] seeds = [results[$"{row[0]}_s0"], results[$"{row[0]}_s1"]];
            AssertNumbers($"{row[0]}, value", row[1], [.. seeds.Select(seed => seed[Ours].Value)]);
            AssertNumbers($"{row[0]}, best value", row[3], [.. seeds.Select(seed => Best(seed, result => result.Value))]);
            AssertNumbers($"{row[0]}, gradient", row[4], [.. seeds.Select(seed => seed[Ours].Gradient)]);
            AssertNumbers($"{row[0]}, best gradient", row[5], [.. seeds.Select(seed => Best(seed, result => result.Gradient))]);
            Assert.Equal(string.Join(" / ", seeds.Select(seed => seed[Ours].Kept).Distinct()), row[6]);
        }
    }

    [Fact]
    public void The_table_of_further_functions_has_all_of_them()
    {
        var results = Results("further.csv");
        var rows = RowsOf(Path.Combine("docs", "fit.md"), "| function | sobolev fit |");
        Assert.Equal(results.Count, rows.Count);
        foreach (var row in rows)
        {
            var words = row[0].Split(", ");
            var result = results[$"{words[0]}_{words.ElementAtOrDefault(1) ?? "exact"}_s0"];
            AssertRow(row, result);
            Assert.Equal(result[Ours].Kept, row[^1]);
        }
    }

    private static void AssertRow(string[] row, Dictionary<string, Result> results)
    {
        foreach (var (programs, cell) in _columns.Zip(row.Skip(1)))
        {
            var known = programs.Where(results.ContainsKey).Select(program => results[program]).Where(result => !double.IsNaN(result.Value))
                .ToArray();
            if (known.Length == 0)
                Assert.Equal(NoNumber, cell);
            else
                AssertNumbers($"{row[0]}, {programs[0]}", cell,
                    known.MinBy(result => result.Value) is var best ? [best!.Value, best.Gradient] : []);
        }
    }

    /// <summary>Two digits are shown.</summary>
    private static void AssertNumbers(string place, string cell, double[] expected)
    {
        double[] shown = [.. cell.Split('/').Select(number => double.Parse(number.Trim().Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.True(
            shown.Length == expected.Length && shown.Zip(expected).All(pair => Math.Abs(pair.First / pair.Second - 1) < 0.051),
            $"{place}: {cell}, but the file has {string.Join(" and ", expected)}");
    }

    private static double Best(Dictionary<string, Result> results, Func<Result, double> error) =>
        _others.Where(results.ContainsKey).Select(program => error(results[program])).Where(double.IsFinite).Min();

    /// <summary>For each table the results of the programs; not-a-number where one failed.</summary>
    private static Dictionary<string, Dictionary<string, Result>> Results(string file) =>
        File.ReadLines(Path.Combine(SourceTree.Root(), "results", "reference", "fit", file)).Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(row => row[0])
            .ToDictionary(table => table.Key, table => table.ToDictionary(
                row => row[1].Split(' ')[0],
                row => new Result(Number(row[2]), Number(row[3]), row[1].Split('(', ')').ElementAtOrDefault(1) ?? "")));

    private static double Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static IReadOnlyList<string[]> RowsOf(string path, string header) =>
    [
        .. File.ReadLines(Path.Combine(SourceTree.Root(), path))
            .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()),
    ];

    /// <param name="Value">Relative error of the value.</param>
    /// <param name="Gradient">Relative error of the gradient.</param>
    /// <param name="Kept">The kind of model that was kept; empty for another program.</param>
    private sealed record Result(double Value, double Gradient, string Kept);
}
