using CsCheck;
using Sobolev.Arcade;

namespace Sobolev.Tests.Arcade;

public sealed class AleMessageTests
{
    [Fact]
    public void A_header_is_what_the_bridge_packs_little_endian()
    {
        var header = new byte[AleMessage.HeaderSize];
        AleMessage.WriteHeader(header, AleKind.Act, 8);
        Assert.Equal([(byte)'S', (byte)'A', (byte)'L', (byte)'E', 3, 0, 2, 0, 8, 0, 0, 0], header);
    }

    [Fact]
    public void A_header_is_read_as_it_was_written() =>
        Gen.Select(Gen.OneOf(Gen.Const(AleKind.Hello), Gen.Const(AleKind.State), Gen.Const(AleKind.Failure)),
            Gen.Int[0, AleMessage.MostBytes]).Sample((kind, length) =>
        {
            var header = new byte[AleMessage.HeaderSize];
            AleMessage.WriteHeader(header, kind, length);
            return AleMessage.ReadHeader(header) == (kind, length);
        });

    /// <summary>Every byte counts: only the low bytes of kind and length have other values that mean something.</summary>
    [Theory]
    [InlineData(0, (byte)'s', "it begins with 73414C45")]
    [InlineData(3, (byte)'P', "it begins with 53414C50")]
    [InlineData(4, 1, "version 1, not 3")]
    [InlineData(6, 1, "kind 1")]
    [InlineData(7, 1, "kind 273")]
    [InlineData(11, 1, "bytes")]
    public void A_header_with_one_wrong_byte_is_refused(int place, byte value, string words)
    {
        var header = new byte[AleMessage.HeaderSize];
        AleMessage.WriteHeader(header, AleKind.State, 100);
        header[place] = value;
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => AleMessage.ReadHeader(header)).Message);
    }
}
