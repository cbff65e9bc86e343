using System.Diagnostics;
using Sobolev.Regression;

namespace Sobolev.Benchmarks;

/// <summary>Two trials on two threads against one trial on one thread, by turns.</summary>
internal static class TwoThreads
{
    private const int Slice = 100;
    private const int SlicesPerTurn = 15;
    private const int Turns = 20;

    /// <summary>How many times the work of one thread two threads do: with the least slices of each, and turn by turn.</summary>
    public static (double OfLeast, Times ByTurns) Measure()
    {
        var update = new UpdateCase(RegressMethod.Sobolev, 20);
        using var first = update.Trial(Engine.Managed);
        using var second = update.Trial(Engine.Managed);
        Run(() => first.Advance());
        Run(() => second.Advance());
        List<double> alone = [], together = [], turns = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            var one = Run(() => first.Advance());
            double[] other = [];
            var begun = Stopwatch.GetTimestamp();
            var thread = new Thread(() => other = Run(() => second.Advance()));
            thread.Start();
            var mine = Run(() => first.Advance());
            thread.Join();
            turns.Add(2 * one.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            alone.AddRange(one);
            together.AddRange([.. mine, .. other]);
        }

        return (2 * alone.Min() / together.Min(), new Times(turns));
    }

    private static double[] Run(Action update)
    {
        var slices = new double[SlicesPerTurn];
        for (var slice = 0; slice < slices.Length; slice++)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < Slice; i++)
                update();
            slices[slice] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        return slices;
    }
}
