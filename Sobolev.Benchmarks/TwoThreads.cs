using System.Diagnostics;

namespace Sobolev.Benchmarks;

/// <summary>The same work on two threads at once against one thread alone, by turns.</summary>
internal static class TwoThreads
{
    private const double Slice = 0.015;
    private const int SlicesPerTurn = 10;
    private const int Turns = 20;

    /// <summary>How many times the work of one thread two threads do: with the least slices of each, and turn by turn.</summary>
    public static (double OfLeast, Times ByTurns) Measure(Action first, Action second)
    {
        var repeats = Race.Repeats(first, Slice);
        Race.Repeats(second, Slice);
        List<double> alone = [], together = [], turns = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            var one = Run(first, repeats);
            double[] other = [];
            var begun = Stopwatch.GetTimestamp();
            var thread = new Thread(() => other = Run(second, repeats));
            thread.Start();
            var mine = Run(first, repeats);
            thread.Join();
            turns.Add(2 * one.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            alone.AddRange(one);
            together.AddRange([.. mine, .. other]);
        }

        return (2 * alone.Min() / together.Min(), new Times(turns));
    }

    private static double[] Run(Action work, int repeats) =>
        [.. Enumerable.Range(0, SlicesPerTurn).Select(_ => Race.Seconds(work, repeats))];
}
