using CsCheck;
using Sobolev.Mpi;

namespace Sobolev.Tests.Mpi;

public sealed class FingerprintTests
{
    private static readonly Gen<float[]> _values = Gen.Float.Array[1, 40];

    [Fact]
    public void The_same_bits_have_the_same_fingerprint() =>
        _values.Sample(values => Assert.Equal(Fingerprint.Of(values), Fingerprint.Of(values.ToArray())));

    [Fact]
    public void Every_single_bit_counts() =>
        Gen.Select(_values, Gen.Int[0, 39], Gen.Int[0, 31]).Sample((values, at, bit) =>
        {
            var other = values.ToArray();
            at %= values.Length;
            other[at] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(values[at]) ^ (1 << bit));
            Assert.NotEqual(Fingerprint.Of(values), Fingerprint.Of(other));
        });

    [Fact]
    public void The_order_counts()
    {
        var values = Enumerable.Range(0, 37).Select(i => (float)i).ToArray();
        var all = new HashSet<ulong> { Fingerprint.Of(values) };
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var swapped = values.ToArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                Assert.True(all.Add(Fingerprint.Of(swapped)), $"{i} and {j}");
            }
        }
    }

    [Fact]
    public void Zeros_have_a_sign() => Assert.NotEqual(Fingerprint.Of([0f, 1f]), Fingerprint.Of([-0f, 1f]));
}
