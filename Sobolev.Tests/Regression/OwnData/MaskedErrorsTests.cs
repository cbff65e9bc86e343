using CsCheck;
using Sobolev.Randomness;
using Sobolev.Regression;

namespace Sobolev.Tests.Regression.OwnData;

public sealed class MaskedErrorsTests
{
    [Fact]
    public void Errors_are_means_over_what_is_known_column_by_column() => Gen.Select(Gen.Int[1, 30], Gen.Double[0, 0.9], Gen.Long).Sample((count, holes, seed) =>
    {
        var table = Tables.WithHoles(Tables.Waves(count, seed), holes, seed);
        var stream = new RandomStream(seed, "predictions");
        double[] values = [.. table.Values.Select(_ => stream.NextNormal())], jacobians = [.. table.Jacobians.Select(_ => stream.NextNormal())];
        var errors = new MaskedErrors(2, 2);
        errors.Add(TableSamples.Of(table, [.. Enumerable.Range(0, count)]), values, jacobians);
        AssertSame(Expected(table.Values, values, 2), errors.Value);
        AssertSame(Expected(table.Jacobians, jacobians, 4), errors.Gradient);
    });

    [Fact]
    public void Models_are_chosen_by_values_and_by_partials_only_where_no_value_is_held_out()
    {
        var table = Tables.Sine(6);
        double[] scales = [0.5, 4];
        Assert.Equal(9 / 0.5, ScoreOf(table), 12);
        Assert.Equal(1 / 4.0, ScoreOf(table with { Values = [.. Enumerable.Repeat(double.NaN, 6)] }), 12);
        Assert.Equal(double.PositiveInfinity, ScoreOf(table with { Values = [.. Enumerable.Repeat(double.NaN, 6)], Jacobians = [.. Enumerable.Repeat(double.NaN, 6)] }));

        double ScoreOf(Sobolev.Data.DerivativeTable held)
        {
            var errors = new MaskedErrors(1, 1);
            errors.Add(TableSamples.Of(held, [0, 1, 2, 3, 4, 5]), [.. table.Values.Select(value => value + 3)], [.. table.Jacobians.Select(partial => partial - 1)]);
            return errors.Score(scales);
        }
    }

    [Fact]
    public void The_score_is_the_mean_of_what_the_rows_add() => Gen.Select(Gen.Int[2, 30], Gen.Bool, Gen.Long).Sample((count, hasValues, seed) =>
    {
        var table = Tables.Waves(count, seed);
        var held = TableSamples.Of(hasValues ? table : table with { Values = Array.ConvertAll(table.Values, _ => double.NaN) }, [.. Enumerable.Range(0, count)]);
        double[] values = Array.ConvertAll(table.Values, value => value + 1), jacobians = Array.ConvertAll(table.Jacobians, partial => 2 * partial), scales = [1, 2, 3, 4, 5, 6];
        var errors = new MaskedErrors(2, 2);
        errors.Add(held, values, jacobians);
        var rows = errors.RowScores(held, values, jacobians, scales).ToArray();
        Assert.Equal(count, rows.Length);
        Assert.Equal(errors.Score(scales), rows.Average(), 1e-9 * (1 + rows.Average()));
    });

    [Fact]
    public void Rows_that_are_not_judged_add_nothing()
    {
        var table = Tables.Sine(4);
        var held = TableSamples.Of(table with { Values = [double.NaN, table.Values[1], double.NaN, table.Values[3]] }, [0, 1, 2, 3]);
        var errors = new MaskedErrors(1, 1);
        double[] values = Array.ConvertAll(table.Values, value => value + 3);
        errors.Add(held, values, table.Jacobians);
        Assert.Equal([18, 18], errors.RowScores(held, values, table.Jacobians, [0.5, 1]).Select(score => Math.Round(score, 9)));
    }

    private static double Expected(double[] given, double[] predicted, int columns)
    {
        var means = Enumerable.Range(0, columns)
            .Select(column => Enumerable.Range(0, given.Length).Where(k => k % columns == column && !double.IsNaN(given[k])).Select(k => Math.Pow(given[k] - predicted[k], 2)).ToArray())
            .Where(squares => squares.Length > 0).Select(squares => squares.Average()).ToArray();
        return means.Length > 0 ? means.Sum() : double.NaN;
    }

    private static void AssertSame(double expected, double actual)
    {
        if (double.IsNaN(expected))
            Assert.True(double.IsNaN(actual));
        else
            Assert.Equal(expected, actual, 1e-9 * (1 + expected));
    }
}
