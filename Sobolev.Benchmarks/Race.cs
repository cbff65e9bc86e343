using System.Diagnostics;

namespace Sobolev.Benchmarks;

/// <summary>
/// Times several pieces of work by turns, in slices of some milliseconds: what else the machine does falls on all alike, and the least
/// slice of many is undisturbed.
/// </summary>
internal sealed class Race
{
    private readonly List<(string Name, Action Work, List<double> Times)> _runners = [];

    public void Add(string name, Action work) => _runners.Add((name, work, []));

    /// <param name="slice">Seconds of one turn.</param>
    /// <param name="rounds">Turns of each.</param>
    public void Run(double slice, int rounds)
    {
        var repeats = _runners.Select(runner => Repeats(runner.Work, slice)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var ((_, work, times), count) in _runners.Zip(repeats))
                times.Add(Seconds(work, count) / count);
        }
    }

    /// <summary>The times of everything, in the order in which it was added.</summary>
    public IEnumerable<(string Name, Times Times)> Results => _runners.Select(runner => (runner.Name, new Times(runner.Times)));

    public Times this[string name] => new(_runners.Single(runner => runner.Name == name).Times);

    /// <summary>How often the work is done in a slice of so many seconds, at least once; compiles it on the way.</summary>
    public static int Repeats(Action work, double slice)
    {
        Seconds(work, 3);
        var once = Math.Min(Seconds(work, 3), Seconds(work, 3)) / 3;
        return Math.Max(1, (int)(slice / once));
    }

    public static double Seconds(Action work, int count)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            work();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
