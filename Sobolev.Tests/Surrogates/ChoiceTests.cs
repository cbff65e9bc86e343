using Sobolev.State;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Surrogates;

/// <summary>The choice between models of the values alone and with the partials, and between networks and processes.</summary>
public sealed class ChoiceTests
{
    /// <summary>Errors of single rows rule the means, so no difference is significant.</summary>
    [Theory]
    [InlineData(20, 3.0, 2.9, true)]
    [InlineData(20, 2.9, 3.0, false)]
    // fewer rows cannot show what partials are worth
    [InlineData(8, 2.9, 3.0, true)]
    [InlineData(8, 3.0, 2.9, true)]
    public void The_smaller_held_out_error_wins_and_few_rows_are_given_to_the_partials(int rows, double without, double with, bool isWith)
    {
        var table = Table(rows);
        Candidate[] candidates = [new Predicting(table, false, row => row == 3 ? without : 0.1),
            new Predicting(table, true, row => row == 5 ? with : 0.1)];
        Assert.Equal(isWith, Choice.Of(candidates).UsesPartials);
    }

    [Fact]
    public void Partials_that_make_the_error_significantly_larger_are_not_used_even_where_rows_are_few()
    {
        var table = Table(8);
        Candidate[] candidates =
            [new Predicting(table, false, row => 0.1 + 0.01 * row), new Predicting(table, true, row => 0.5 + 0.01 * row)];
        Assert.False(Choice.Of(candidates).UsesPartials);
    }

    /// <summary>One row makes most of the mean of the process, which is nearer on all others.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(8)]
    public void Of_a_network_and_a_process_the_one_that_is_nearer_on_most_rows_is_kept(int rows)
    {
        var table = Table(rows);
        var (process, network) = (new Predicting(table, true, row => row == 3 ? 2 : 0.05, "kriging"),
            new Predicting(table, true, row => 0.1, "network"));
        Assert.True(process.Score > network.Score);
        Assert.Same(process, Choice.Of([network, process]));
        Assert.Same(process, Choice.Of([process, network]));
    }

    [Fact]
    public void A_kind_without_held_out_errors_is_not_compared()
    {
        var table = Table(20);
        var (values, partials) = (new Predicting(table, false, row => 0.1, "kriging"), new Predicting(table, true, row => double.NaN));
        Assert.Same(partials, Choice.Of([values, partials]));
    }

    private static Samples Table(int rows) =>
        new(rows, 1, 1, [.. Enumerable.Range(0, rows).Select(row => (double)row)], [.. Enumerable.Range(0, rows).Select(Value)],
            [.. Enumerable.Repeat(double.NaN, rows)], []);

    private static double Value(int row) => Math.Sin(row);

    /// <summary>A candidate with given held-out errors.</summary>
    private sealed class Predicting : Candidate
    {
        public Predicting(Samples table, bool usesPartials, Func<int, double> errorOf, string kind = "network")
            : base(table)
        {
            (UsesPartials, Kind) = (usesPartials, kind);
            var heldOut = HeldOut.Unknown(table);
            for (var row = 0; row < table.Count; row++)
                heldOut.Values[row] = Value(row) + errorOf(row);
            Predicted(heldOut);
        }

        public override string Kind { get; }

        public override bool UsesPartials { get; }

        public override string Setting => "";

        public override long BestStep => 0;

        public override bool HasEnded => true;

        public override double Advance() => throw new NotSupportedException();

        public override ISurrogateModel Model() => throw new NotSupportedException();

        public override void Save(TrialState state) => throw new NotSupportedException();

        public override void Load(TrialState state) => throw new NotSupportedException();
    }
}
