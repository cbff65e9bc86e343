using System.Diagnostics;
using Sobolev.Mpi;

namespace Sobolev.Tests.MpiProbe;

/// <summary>How fast gradients travel; 4.2 MB is a network's gradient.</summary>
internal static class Rates
{
    private const int Parameters = 1_050_000, Times = 100;

    public static int Measure(MpiWorld world)
    {
        var values = new float[Parameters];
        var sum = Milliseconds(world, () => world.AllReduceSum(values));
        var say = world.Rank == 0 ? Console.Out : TextWriter.Null;
        say.WriteLine($"{world.Library}, {world.Size} ranks");
        say.WriteLine($"sum of {4e-6 * Parameters:F1} MB over the ranks: {sum:F1} ms");
        foreach (var length in new[] { 1_000, 70_000, Parameters })
        {
            using var exchange = new ModuleExchange(world, 1, _ => new Counts(length));
            var client = exchange.NewClient();
            var gradient = new float[length];
            var each = world.Rank == 0 ? 0 : Milliseconds(null, () =>
            {
                client.Pull(0, gradient);
                client.Push(0, gradient);
            });
            exchange.Complete();
            var slowest = world.Gather([each]).Max(record => record[0]);
            say.WriteLine($"pull and push of {4e-6 * length:F3} MB: {slowest:F2} ms, {(world.Size - 1) * 1500 / slowest:F0} in 1.5 s");
        }

        using var idle = new ModuleExchange(world, 1, _ => new Counts(1));
        var before = Environment.CpuUsage.TotalTime;
        if (world.Rank > 0)
            Thread.Sleep(3000);
        idle.Complete();
        say.WriteLine($"a core of the first rank while it has no requests and waits for the others: "
            + $"{(Environment.CpuUsage.TotalTime - before).TotalSeconds / 3:P1}");
        return 0;
    }

    // The median: on a machine that is busy with other things the mean measures those.
    private static double Milliseconds(MpiWorld? world, Action action)
    {
        var times = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            world?.Barrier();
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Times / 2];
    }
}
