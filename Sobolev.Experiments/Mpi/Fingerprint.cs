using System.Runtime.InteropServices;

namespace Sobolev.Mpi;

/// <summary>A digest for comparing the bits of values on two ranks without sending them.</summary>
internal static class Fingerprint
{
    // Odd, so that multiplying by it loses nothing: values that differ in one place only never have the same fingerprint.
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<float> values)
    {
        var words = MemoryMarshal.Cast<float, ulong>(values);
        // four chains, since a step of one waits for the step before
        ulong a = 1, b = 2, c = 3, d = 4;
        var at = 0;
        for (; at + 4 <= words.Length; at += 4)
        {
            a = Next(a, words[at]);
            b = Next(b, words[at + 1]);
            c = Next(c, words[at + 2]);
            d = Next(d, words[at + 3]);
        }

        for (; at < words.Length; at++)
            a = Next(a, words[at]);
        if (values.Length % 2 == 1)
            b = Next(b, BitConverter.SingleToUInt32Bits(values[^1]));
        return Next(Next(Next(a, b), c), d);
    }

    private static ulong Next(ulong chain, ulong word) => ulong.RotateLeft((chain ^ word) * Odd, 29);
}
