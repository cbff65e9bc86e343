using CsCheck;
using Sobolev.Randomness;
using Sobolev.Surrogates;
using Sobolev.Tests.Fitting;

namespace Sobolev.Tests.Surrogates;

public sealed class SplitTests
{
    [Fact]
    public void Each_row_is_held_out_once_and_trains_in_every_other_fold() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int[2, 10], Gen.Long).Where(sample => sample.Item2 <= sample.Item1).Sample((count, folds, seed) =>
        {
            var splits = new SplitRule(0, folds).Of(Tables.Samples(Tables.Waves(count)), new RandomStream(seed, "split"));
            Assert.Equal(folds + 1, splits.Count);
            Assert.Equal(Enumerable.Range(0, count), splits.SelectMany(split => split.HeldOut).Order());
            Assert.All(splits, split => Assert.Equal(Enumerable.Range(0, count), split.Training.Concat(split.HeldOut).Order()));
            Assert.Empty(splits[^1].HeldOut);
            Assert.InRange(splits.Take(folds).Max(split => split.HeldOut.Length) - splits.Take(folds)
                .Min(split => split.HeldOut.Length), 0, 1);
        });

    [Fact]
    public void A_part_of_the_rows_is_held_out() =>
        Gen.Select(Gen.Int[5, 200], Gen.Double[0.1, 0.9], Gen.Long).Sample((count, part, seed) =>
        {
            var split = Assert.Single(new SplitRule(part, 0).Of(Tables.Samples(Tables.Waves(count)), new RandomStream(seed, "split")));
            Assert.Equal(Enumerable.Range(0, count), split.Training.Concat(split.HeldOut).Order());
            Assert.InRange(split.HeldOut.Length - part * count, -0.5, 0.5);
        });

    [Fact]
    public void Every_fold_has_its_share_of_the_few_rows_with_values()
    {
        var table = Tables.Waves(50);
        var values = Enumerable.Range(0, 100).Select(k => k / 2 % 10 == 3 ? table.Values[k] : double.NaN).ToArray();
        var splits = new SplitRule(0, 5).Of(Tables.Samples(table with { Values = values }), new RandomStream(1, "split"));
        Assert.All(splits.Take(5), split => Assert.Single(split.HeldOut, row => row % 10 == 3));
    }

    [Fact]
    public void Smaller_training_sets_are_parts_of_larger_ones_and_other_seeds_give_other_splits()
    {
        var rule = new SplitRule(0.2, 0);
        var one = rule.Of(Tables.Samples(Tables.Waves(30)), new RandomStream(0, "split"))[0];
        Assert.Equal(one.Training, rule.Of(Tables.Samples(Tables.Waves(30)), new RandomStream(0, "split"))[0].Training);
        Assert.NotEqual(one.Training, rule.Of(Tables.Samples(Tables.Waves(30)), new RandomStream(1, "split"))[0].Training);
    }

    [Theory]
    [InlineData(3, 3, null, null, 0, 3)]
    [InlineData(12, 12, null, null, 0, 12)]
    [InlineData(13, 13, null, null, 0, 5)]
    [InlineData(40, 4, null, null, 0, 4)]
    [InlineData(1000, 1000, null, null, 0, 5)]
    [InlineData(1001, 1001, null, null, 0.2, 0)]
    [InlineData(1001, 900, null, null, 0.2, 0)]
    [InlineData(1001, 1001, null, 10, 0, 10)]
    [InlineData(10, 10, 0.3, null, 0.3, 0)]
    [InlineData(10, 10, 0.0, null, 0, 0)]
    public void What_is_not_said_depends_on_the_number_of_rows_and_points(int rows, int points, double? holdout, int? folds,
        double expectedHoldout, int expectedFolds) =>
        Assert.Equal(new SplitRule(expectedHoldout, expectedFolds), SplitRule.Of(holdout, folds, rows, points));

    [Fact]
    public void Rows_of_one_point_are_held_out_together_and_points_are_dealt_out_evenly() =>
        Gen.Select(Gen.Int[2, 40], Gen.Int[1, 60], Gen.Int[2, 6], Gen.Long).Where(sample => sample.Item3 <= sample.Item1)
            .Sample((count, more, folds, seed) =>
            {
                var stream = new RandomStream(seed, "replicates");
                int[] rows = [.. Enumerable.Range(0, count), .. Enumerable.Range(0, more).Select(_ => stream.NextInt(count))];
                var table = Tables.Samples(Tables.Waves(count)).Take(rows);
                var splits = new SplitRule(0, folds).Of(table, new RandomStream(seed, "split"));
                Assert.Equal(Enumerable.Range(0, rows.Length), splits.SelectMany(split => split.HeldOut).Order());
                Assert.All(splits, split => Assert.Empty(
                    split.HeldOut.Select(row => rows[row]).Intersect(split.Training.Select(row => rows[row]))));
                var points = splits.Take(folds).Select(split => split.HeldOut.Select(row => rows[row]).Distinct().Count()).ToArray();
                Assert.InRange(points.Max() - points.Min(), 0, 1);
            });

    [Fact]
    public void Zero_and_minus_zero_are_one_point()
    {
        var table = Tables.Samples(Tables.Sine(3)) with { Points = [0.0, 1, -0.0] };
        var replicates = new Replicates(table);
        Assert.Equal(2, replicates.Points);
        Assert.Equal(0, replicates.FirstOf(2));
    }

    [Fact]
    public void Without_held_out_rows_the_only_split_trains_on_all()
    {
        var split = Assert.Single(new SplitRule(0, 0).Of(Tables.Samples(Tables.Waves(7)), new RandomStream(0, "split")));
        Assert.Equal(Enumerable.Range(0, 7), split.Training.Order());
        Assert.Empty(split.HeldOut);
    }
}
