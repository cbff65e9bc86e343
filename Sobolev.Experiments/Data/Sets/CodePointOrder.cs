namespace Sobolev.Data;

/// <summary>
/// The order of Python's strings, in which torchvision numbers classes: by code points. It differs from the ordinal order of UTF-16 where
/// a character beyond U+FFFF meets one from U+E000 on.
/// </summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length.CompareTo(y.Length) : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    /// <summary>Halves of characters beyond U+FFFF come last, as their characters do.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x1_0000 : unit;
}
