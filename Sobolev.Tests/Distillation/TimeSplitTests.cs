using CsCheck;
using Sobolev.Distillation;

namespace Sobolev.Tests.Distillation;

public sealed class TimeSplitTests
{
    private static readonly Gen<(int[] Starts, double Fraction)> _recordings =
        Gen.Select(Gen.Int[1, 30].Array[2, 20], Gen.Double[0.01, 0.99]).Select((lengths, fraction) => (Starts(lengths), fraction));

    [Fact]
    public void Test_frames_come_later_and_from_episodes_that_nothing_is_learned_from() => _recordings.Sample(one =>
    {
        var split = TimeSplit.Of(one.Starts, one.Fraction);
        Assert.Equal(Math.Max(1, (int)Math.Round(one.Fraction * one.Starts[^1])), split.Training.Length);
        Assert.Empty(split.Training.Select(k => EpisodeOf(one.Starts, k)).Intersect(split.Test.Select(k => EpisodeOf(one.Starts, k))));
        Assert.True(split.Test.Length == 0 || split.Test[0] > split.Training[^1]);
    });

    [Fact]
    public void What_is_held_back_is_none_of_the_test_and_none_of_what_is_left() =>
        _recordings.Where(one => TimeSplit.Of(one.Starts, one.Fraction).Training.Length > 1).Sample(one =>
    {
        var split = TimeSplit.Of(one.Starts, one.Fraction);
        var held = split.HoldBack(one.Starts, 0.2);
        Assert.NotEmpty(held.Training);
        Assert.NotEmpty(held.Test);
        Assert.Empty(held.Training.Intersect(held.Test));
        Assert.Empty(held.Test.Intersect(split.Test));
    });

    [Fact]
    public void Thinning_keeps_the_order_and_the_number()
    {
        Assert.Equal([0, 2, 5, 7], TimeSplit.Subsample([.. Enumerable.Range(0, 10)], 4));
        Assert.Equal([3, 4], TimeSplit.Subsample([3, 4], 0));
        Assert.Equal([3, 4], TimeSplit.Subsample([3, 4], 9));
    }

    private static int EpisodeOf(int[] starts, int decision) => starts.Count(start => start <= decision);

    private static int[] Starts(int[] lengths)
    {
        var starts = new int[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++)
            starts[i + 1] = starts[i] + lengths[i];
        return starts;
    }
}
