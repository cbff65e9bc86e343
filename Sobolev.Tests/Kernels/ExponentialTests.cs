using System.Numerics;
using Sobolev.Kernels;

namespace Sobolev.Tests.Kernels;

/// <summary>The kernel's exponential function beside the framework's in 64 bits, and beside a sum of whole numbers.</summary>
public sealed unsafe class ExponentialTests
{
    [Fact]
    public void In_32_bits_it_is_within_a_rounding_of_the_one_in_64()
    {
        for (var x = 0.0f; x > -87.3f; x -= 0.00137f)
        {
            var expected = Math.Exp(x);
            Assert.InRange(At(x), expected * (1 - Math.Pow(2, -23)), expected * (1 + Math.Pow(2, -23)));
        }
    }

    [Fact]
    public void In_64_bits_it_is_within_two_roundings_of_the_frameworks()
    {
        for (var x = 0.0; x > -708.3; x -= 0.0137)
        {
            var expected = Math.Exp(x);
            Assert.InRange(At(x), expected * (1 - Math.Pow(2, -52)), expected * (1 + Math.Pow(2, -52)));
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(-708.5, 0.0)]
    [InlineData(-1e300, 0.0)]
    [InlineData(double.NegativeInfinity, 0.0)]
    [InlineData(double.NaN, double.NaN)]
    public void The_ends_of_its_range_are_exact(double x, double expected)
    {
        Assert.Equal(expected, At(x));
        Assert.Equal((float)expected, At((float)x));
    }

    [Fact]
    public void A_not_a_number_stays_one_whatever_its_bits() =>
        Assert.All(Enumerable.Range(1, 511), bits => Assert.True(float.IsNaN(At(BitConverter.Int32BitsToSingle(0x7f800000 | bits)))));

    [Fact]
    public void The_result_is_a_normal_number_or_zero() =>
        Assert.All(Enumerable.Range(0, 4000), step =>
        {
            var result = At(-87.2f - 0.0001f * step);
            Assert.True(result == 0 || result >= 1.17e-38f, $"{result}");
        });

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        double[] points = [.. Enumerable.Range(0, 4096).Select(i => -0.17302 * i)];
        float[] singles = [.. points.Select(x => (float)(x / 8))];
        var expected = Applied<Lane<double>, double>(points);
        Assert.Equal(expected, Applied<Lanes128<double>, double>(points));
        Assert.Equal(expected, Applied<Lanes256<double>, double>(points));
        Assert.Equal(expected, Applied<Lanes512<double>, double>(points));
        var single = Applied<Lane<float>, float>(singles);
        Assert.Equal(single, Applied<Lanes128<float>, float>(singles));
        Assert.Equal(single, Applied<Lanes256<float>, float>(singles));
        Assert.Equal(single, Applied<Lanes512<float>, float>(singles));
    }

    private static float At(float x) => Exponential<Lane<float>, float>.OfNegative(new(x)).Number;

    private static double At(double x) => Exponential<Lane<double>, double>.OfNegative(new(x)).Number;

    private static T[] Applied<V, T>(T[] points)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var results = new T[points.Length];
        fixed (T* from = points, to = results)
        {
            for (var i = 0; i < points.Length; i += V.Count)
                Exponential<V, T>.OfNegative(V.Load(from + i)).Store(to + i);
        }

        return results;
    }
}
