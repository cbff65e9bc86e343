using CsCheck;
using Sobolev.Randomness;

namespace Sobolev.Tests.Randomness;

public sealed class RandomStreamTests
{
    [Fact]
    public void SplitMix64_gives_the_published_first_values_of_seed_1234567() =>
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], FirstThree(new RandomStream(1234567UL)));

    [Fact]
    public void A_stream_made_from_the_state_of_another_goes_on_where_it_stopped()
    {
        var one = new RandomStream(7, "order");
        one.NextNormal();
        var other = new RandomStream(one.State);
        Assert.Equal(FirstThree(one), FirstThree(other));
    }

    [Fact]
    public void Names_give_independent_streams() =>
        Assert.NotEqual(FirstThree(new RandomStream(7, "data")), FirstThree(new RandomStream(7, "weights")));

    [Fact]
    public void A_direction_has_length_one() =>
        Gen.Select(Gen.Long, Gen.Int[1, 20]).Sample((seed, dimension) =>
        {
            var direction = new double[dimension];
            new RandomStream(seed, "projections").NextDirection(direction);
            Assert.Equal(1, direction.Sum(d => d * d), 1e-12);
        });

    [Fact]
    public void A_shuffle_keeps_every_item() =>
        Gen.Select(Gen.Long, Gen.Int[0, 50]).Sample((seed, count) =>
        {
            int[] items = [.. Enumerable.Range(0, count)];
            new RandomStream(seed, "order").Shuffle(items);
            Assert.Equal(Enumerable.Range(0, count), items.Order());
        });

    [Fact]
    public void Uniform_integers_are_uniform()
    {
        var stream = new RandomStream(1, "test");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[stream.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void A_sample_repeats_nothing_and_takes_all_of_a_few_in_their_order() =>
        Gen.Select(Gen.Long, Gen.Int[0, 50], Gen.Int[0, 60]).Sample((seed, count, size) =>
        {
            var sample = new RandomStream(seed, "sample").NextSample(count, size);
            if (size == 0 || size >= count)
                Assert.Equal(Enumerable.Range(0, count), sample);
            else
                Assert.Equal(size, sample.Where(number => number >= 0 && number < count).Distinct().Count());
        });

    [Fact]
    public void Every_number_is_as_likely_in_a_sample_as_any_other()
    {
        var stream = new RandomStream(1, "sample");
        var counts = new int[10];
        for (var i = 0; i < 10_000; i++)
        {
            foreach (var number in stream.NextSample(10, 3))
                counts[number]++;
        }

        // 3,000 are expected, with a deviation of 46
        Assert.All(counts, count => Assert.InRange(count, 2_770, 3_230));
    }

    private static ulong[] FirstThree(RandomStream stream) => [stream.NextUInt64(), stream.NextUInt64(), stream.NextUInt64()];
}
