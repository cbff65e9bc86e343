namespace Sobolev.Models;

/// <summary>Widths of networks that come in several.</summary>
internal static class ChannelCount
{
    /// <summary>A width times a factor, at least one channel.</summary>
    public static long Scaled(long channels, double factor) => Math.Max(1, (long)Math.Round(channels * factor));
}
