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

    private static ulong[] FirstThree(RandomStream stream) => [stream.NextUInt64(), stream.NextUInt64(), stream.NextUInt64()];
}
