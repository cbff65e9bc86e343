using System.Text;
using Sobolev.Randomness;

namespace Sobolev.Faults;

/// <summary>Changes an input in a few places, by chance: bits, bytes, numbers, pieces of itself and of other inputs.</summary>
internal static class Mutation
{
    private const int MostChanges = 4;
    private const int LongestPiece = 64;

    private static readonly string[] _numbers =
        ["0", "-1", "1", "255", "65536", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807",
            "18446744073709551617", "1e400", "NaN", "1e-400"];

    private static readonly string[] _pieces =
        ["\"", "\n", "\r\n", "\0", "{", "}", "[", "]", ",", ":", ";", "\t", "\u001b[31m", "\u202e", "\ud83d\ude00", "\ufeff", "true",
        "null", "../../", "//", "&a ", "*a", "<<: ", "---\n", "\\u0000", "\\ud800"];

    /// <param name="input">Stays as it is.</param>
    /// <param name="other">An input of the same kind.</param>
    public static byte[] Of(byte[] input, byte[] other, RandomStream chance)
    {
        var bytes = input.ToList();
        for (var left = 1 + chance.NextInt(MostChanges); left > 0; left--)
            Change(bytes, other, chance);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, RandomStream chance)
    {
        var place = chance.NextInt(bytes.Count + 1);
        var length = Math.Min(chance.NextInt(LongestPiece), bytes.Count - place);
        switch (chance.NextInt(9))
        {
            case 0 when place < bytes.Count:
                bytes[place] ^= (byte)(1 << chance.NextInt(8));
                break;
            case 1 when place < bytes.Count:
                bytes[place] = (byte)(chance.NextInt(2) == 0 ? 0xFF : 0);
                break;
            case 2:
                bytes.RemoveRange(place, length);
                break;
            case 3:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 4:
                bytes.InsertRange(place, Encoding.UTF8.GetBytes(_pieces[chance.NextInt(_pieces.Length)]));
                break;
            case 5:
                ReplaceNumber(bytes, place, chance);
                break;
            case 6 when other.Length > 0:
                var from = chance.NextInt(other.Length);
                bytes.InsertRange(place, other.AsSpan(from, Math.Min(chance.NextInt(LongestPiece), other.Length - from)).ToArray());
                break;
            case 7 when chance.NextInt(4) == 0:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            default:
                for (var i = place; i < Math.Min(place + 1 + chance.NextInt(8), bytes.Count); i++)
                    bytes[i] = (byte)chance.NextInt(256);
                break;
        }
    }

    /// <summary>The next number in digits becomes one at which programs go wrong.</summary>
    private static void ReplaceNumber(List<byte> bytes, int place, RandomStream chance)
    {
        var begin = bytes.FindIndex(place, value => value is >= (byte)'0' and <= (byte)'9');
        if (begin < 0)
            return;
        var end = begin;
        while (end < bytes.Count && bytes[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'.')
            end++;
        bytes.RemoveRange(begin, Math.Min(end, bytes.Count) - begin);
        bytes.InsertRange(begin, Encoding.UTF8.GetBytes(_numbers[chance.NextInt(_numbers.Length)]));
    }
}
