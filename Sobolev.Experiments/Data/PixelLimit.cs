namespace Sobolev.Data;

/// <summary>The largest image that is decoded: a file of a few kilobytes may claim to be one of gigabytes.</summary>
internal static class PixelLimit
{
    /// <summary>8192 x 8192, 268 MB decoded; the largest images of ImageNet have about 20 million pixels.</summary>
    public const long Most = 1L << 26;

    /// <summary>Longest side.</summary>
    public const int LongestSide = 32_767;

    /// <summary>Whether an image of these sides is decoded.</summary>
    public static bool Allows(int width, int height) =>
        width is >= 1 and <= LongestSide && height is >= 1 and <= LongestSide && (long)width * height <= Most;
}
