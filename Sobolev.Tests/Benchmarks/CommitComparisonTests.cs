using Sobolev.Benchmarks;

namespace Sobolev.Tests.Benchmarks;

/// <summary>To <c>guard.sh</c> slower means by more than the turns of one commit differ.</summary>
public sealed class CommitComparisonTests
{
    [Theory]
    [InlineData(1.30, SpeedChange.Slower)]
    [InlineData(1.15, SpeedChange.None)]
    [InlineData(1.00, SpeedChange.None)]
    [InlineData(0.85, SpeedChange.None)]
    [InlineData(0.70, SpeedChange.Faster)]
    internal void A_change_counts_beyond_the_spread_of_the_turns(double factor, SpeedChange expected)
    {
        // turns of one commit differ by a fifth
        double[] before = [1.0, 1.2, 1.1];
        var one = Assert.Single(CommitComparison.Of(Turns("update", before), Turns("update", [.. before.Select(time => factor * time)])));
        Assert.Equal(factor, one.Ratio, 1e-12);
        Assert.Equal(1.2, one.Spread, 1e-12);
        Assert.Equal(expected, one.Change);
    }

    [Fact]
    public void Turns_that_differ_after_the_change_count_as_well() =>
        Assert.Equal(SpeedChange.None,
            Assert.Single(CommitComparison.Of(Turns("update", [1, 1, 1]), Turns("update", [1.3, 1.3, 1.8]))).Change);

    [Fact]
    public void Cases_that_one_commit_lacks_are_left_out() =>
        Assert.Empty(CommitComparison.Of(Turns("earlier", [1]), Turns("later", [1])));

    [Fact]
    public void As_many_turns_of_both_are_needed()
    {
        Assert.Throws<ArgumentException>(() => CommitComparison.Of([], []));
        Assert.Throws<ArgumentException>(() => CommitComparison.Of(Turns("update", [1, 1]), Turns("update", [1])));
    }

    [Fact]
    public void The_report_names_what_has_become_slower()
    {
        using var folder = new TemporaryFolder();
        for (var turn = 1; turn <= 3; turn++)
        {
            Case(("slow", 1e-3), ("same", 2e-3)).Write(folder.File($"before-{turn}.json"));
            Case(("slow", 2e-3), ("same", 2e-3)).Write(folder.File($"after-{turn}.json"));
        }

        var output = new StringWriter();
        Assert.False(CommitComparison.Write(output, folder.Path));
        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("slow 1000.0 2000.0 2.000 1.000 slower", string.Join(' ', lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("slower: slow", lines[^1]);
    }

    private static Measurements[] Turns(string name, double[] least) => [.. least.Select(time => Case((name, time)))];

    /// <summary>Rounds of a turn; the least of them is the time that counts.</summary>
    private static Measurements Case(params (string Name, double Least)[] cases) =>
        Measurements.Of(cases.Select(one => (one.Name, new Times([2 * one.Least, one.Least, 7 * one.Least]))));
}
