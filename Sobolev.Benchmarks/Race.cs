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

/// <summary>Times of the same work, in seconds, one of each round.</summary>
internal sealed record Times(IReadOnlyList<double> Seconds)
{
    private readonly double[] _sorted = [.. Seconds.Order()];

    public double Least => _sorted[0];

    public double Median => Quantile(0.5);

    public double Quantile(double share) => _sorted[(int)Math.Round(share * (_sorted.Length - 1))];

    /// <summary>Round by round, this over the other.</summary>
    public Times Over(Times other) => new([.. Seconds.Zip(other.Seconds, (mine, its) => mine / its)]);
}
