using System.Diagnostics;
using Sobolev.Regression;

namespace Sobolev.Benchmarks;

/// <summary>One turn of pytorch/compare.sh: our updates, measured as regress_loop.py measures PyTorch's.</summary>
internal static class UpdateRound
{
    private const double SecondsPerCase = 1;
    private const int Slice = 50;

    /// <summary>Lines "ours", case, then microseconds per update: median and least of the slices, and processor time.</summary>
    public static void Write(TextWriter output)
    {
        foreach (var (method, samples) in new[] { (RegressMethod.Regular, 20), (RegressMethod.Sobolev, 20), (RegressMethod.Regular, 100),
            (RegressMethod.Sobolev, 100) })
        {
            using var trial = new UpdateCase(method, samples).Trial(Engine.Auto);
            Seconds(() => trial.Advance());
            var slices = new List<double>();
            var (begun, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            while (Stopwatch.GetElapsedTime(begun).TotalSeconds < SecondsPerCase)
                slices.Add(Seconds(() => trial.Advance()) / Slice);
            var processorTime = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / (slices.Count * Slice);
            var times = new Times(slices);
            output.WriteLine($"ours {method.ToString().ToLowerInvariant()}-{samples} {1e6 * times.Median:F1} {1e6 * times.Least:F1} "
                + $"{1e6 * processorTime:F1}");
        }
    }

    private static double Seconds(Action update)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Slice; i++)
            update();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
