using System.Diagnostics;

namespace Sobolev.Benchmarks;

/// <summary>Measurement of a case in one turn of a comparison.</summary>
internal static class Round
{
    /// <summary>A line "ours", case, then microseconds per update: median and least, and processor time.</summary>
    public static void Write(TextWriter output, string name, double seconds, Action update)
    {
        for (var i = 0; i < 5; i++)
            update();
        var slices = new List<double>();
        var (begun, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
            slices.Add(Race.Seconds(update, 1));
        var used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / slices.Count;
        var times = new Times(slices);
        output.WriteLine($"ours {name} {1e6 * times.Median:F1} {1e6 * times.Least:F1} {1e6 * used:F1}");
    }
}
