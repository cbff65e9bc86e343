using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Tables;

/// <summary>The fast reading of a number beside that of double.Parse, to the bit.</summary>
public sealed class TableNumbersTests
{
    private static readonly string[] _formats = ["R", "E16", "E18", "F3"];

    private static readonly Gen<string> _zeros = Gen.Int[0, 30].Select(count => new string('0', count));

    [Fact]
    public void Numbers_of_every_size_are_the_same() =>
        Gen.Select(Gen.Double.Where(double.IsFinite), Gen.Int[0, 3])
            .Select((number, format) => number.ToString(_formats[format], CultureInfo.InvariantCulture)).Sample(AssertSame, iter: 20_000);

    /// <summary>The numbers in the middle between two doubles, which go to the even one, and their neighbours.</summary>
    [Fact]
    public void Ties_go_to_the_even_double() =>
        Gen.Select(Gen.Long[1L << 52, (1L << 53) - 1], Gen.Int[0, 300], Gen.Int[0, 25], _zeros, Gen.Bool)
            .Select((mantissa, power, places, zeros, rest) =>
            {
                var digits = ((new BigInteger(mantissa) * 2 + 1) * BigInteger.Pow(2, power)).ToString(CultureInfo.InvariantCulture);
                var point = Math.Max(1, digits.Length - places);
                return $"{digits[..point]}.{digits[point..]}{zeros}{(rest ? "1" : "")}e{digits.Length - point}";
            }).Sample(AssertSame, iter: 20_000);

    [Theory]
    [InlineData("12114780900726223872.0")]
    [InlineData("12114780900726223872.")]
    [InlineData("121147809007262238720e-1")]
    [InlineData("121147809007262238720.e-1")]
    [InlineData("-0")]
    [InlineData("+.5E+01")]
    [InlineData("5.")]
    [InlineData("1e-999")]
    [InlineData("000000000000000000000000012")]
    public void A_plain_number_is_the_same(string text) => AssertSame(text);

    /// <summary>These are for the messages and for other spellings.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    [InlineData("1.5D+00")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("0x10")]
    [InlineData("1.5.2")]
    [InlineData("--1")]
    [InlineData("1 2")]
    public void Other_texts_are_not_plain(string text) => Assert.False(TableNumbers.TryReadPlain(Encoding.UTF8.GetBytes(text), out _));

    private static void AssertSame(string text)
    {
        Assert.True(TableNumbers.TryReadPlain(Encoding.UTF8.GetBytes(text), out var number), text);
        var expected = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(number), $"{text}: {number:R}");
    }
}
