using System.Diagnostics;
using Sobolev.Data;
using Sobolev.Kernels;
using Sobolev.Surrogates;

namespace Sobolev.Benchmarks;

/// <summary>The sweeps of <see cref="ScalingReport"/>, each against the machine's limit, measured by turns beside it.</summary>
internal static class ScalingSweeps
{
    private const double Slice = 0.005, Micro = 1e6, Milli = 1e3;
    private const int Rounds = 60;
    private const string Peak = "peak";

    private static readonly int[] _rowsOfProcess = [10, 20, 50, 100, 200];
    private static readonly int[] _rowsOfTable = [100, 1000, 10_000, 100_000];
    private static readonly int[] _trials = [1, 2, 4, 8, 16, 32];

    public static IReadOnlyList<Func<ScalingSweep>> All => [Samples, Widths, Inputs, Equations, Trials, Rows];

    private static ScalingSweep Samples() => Updates("an update", "samples", [5, 10, 20, 50, 100, 200, 500, 1000, 2000],
        samples => Network(2, 256, samples));

    private static ScalingSweep Widths() => Updates("an update of 100 samples", "width of the two hidden layers",
        [16, 32, 64, 128, 256, 512, 1024], width => Network(2, width, 100));

    private static ScalingSweep Inputs() => Updates("an update of 100 samples and width 256", "inputs", [1, 2, 5, 10, 20, 50, 100],
        inputs => Network(inputs, 256, 100));

    private static KernelUpdate Network(int inputs, int width, int samples) =>
        new(new MlpShape(inputs, [width, width], 1, Activation.Relu), samples, UsesPartials: true);

    private static ScalingSweep Updates(string title, string label, int[] sizes, Func<int, KernelUpdate> of) =>
        new(title, label, "microseconds", Micro, ByTurns(sizes.SelectMany(size =>
            new[] { of(size), of(size) with { UsesPartials = false } }.Select(update => new SizedWork(
                update.UsesPartials ? "Sobolev" : "regular", size, update.Work(), update.FloatingPointOperations())))));

    /// <summary>A likelihood of a process and its gradient; the limit counts the cube of the equations: a third each for the factor, its
    /// inverse and the product of that with itself.</summary>
    private static ScalingSweep Equations()
    {
        const int inputs = 8;
        return new("a likelihood and its gradient of 8 inputs", "equations", "milliseconds", Milli, ByTurns(_rowsOfProcess.Select(rows =>
        {
            var data = Observations.Of(SampleTable.Of(rows, inputs), output: 0, order: 1);
            var likelihood = new KrigingLikelihood(data, Correlation.SquaredExponential);
            var point = KrigingParameters.Even(data, 3, 1e-6).ToLogarithms();
            var gradient = new double[point.Length];
            // at the rate of 64 bits, half of that of 32
            return new SizedWork("process", data.Equations, () => likelihood.At(point, gradient), 2 * Math.Pow(data.Equations, 3));
        })));
    }

    /// <summary>The time of one trial's update where several train at once, divided by their number; the limit is that of one, divided by
    /// the cores that are there.</summary>
    private static ScalingSweep Trials()
    {
        int[] counts = [.. _trials.Where(count => count <= 2 * Environment.ProcessorCount)];
        var turns = counts.ToDictionary(count => count, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var count in counts)
                turns[count].Add(AtOnce(count, Network(2, 256, 100), seconds: 0.05));
        }

        var alone = new Times(turns[1]).Least;
        return new("an update of 100 samples by trials at once", "trials at once", "microseconds", Micro,
            [.. counts.Select(count =>
                new ScalingPoint("Sobolev", count, new Times(turns[count]), alone / Math.Min(count, Environment.ProcessorCount)))]);
    }

    /// <summary>Reading a table; the limit is 100 MB a second.</summary>
    private static ScalingSweep Rows()
    {
        const int inputs = 8;
        const double bytesPerSecond = 100e6;
        var path = Path.GetTempFileName();
        try
        {
            return new("reading a table of 8 inputs", "rows", "milliseconds", Milli,
                [.. _rowsOfTable.Select(rows =>
                {
                    SampleTable.Write(path, SampleTable.Of(rows, inputs));
                    var race = new Race();
                    race.Add("reading", () => DerivativeTables.Read(new TableSource(path), new TableOptions([], [])));
                    race.Run(Slice, Math.Clamp(Rounds * 1000 / rows, 5, Rounds));
                    return new ScalingPoint("table", rows, race["reading"], new FileInfo(path).Length / bytesPerSecond);
                })]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>All sizes by turns with each other and with the machine's multiply-adds, whose rate is the limit.</summary>
    private static ScalingPoint[] ByTurns(IEnumerable<SizedWork> works)
    {
        SizedWork[] all = [.. works];
        var race = new Race();
        race.Add(Peak, MachineRates.MultiplyAdds);
        foreach (var work in all)
            race.Add(work.Name, work.Work);
        race.Run(Slice, Rounds);
        var secondsOfOperation = race[Peak].Least / MachineRates.OperationsOfMultiplyAdds;
        return [.. all.Select(work => new ScalingPoint(work.Series, work.X, race[work.Name], work.Operations * secondsOfOperation))];
    }

    private static double AtOnce(int count, KernelUpdate update, double seconds)
    {
        var works = Enumerable.Range(0, count).Select(_ => update.Work()).ToArray();
        long updates = 0;
        var begun = Stopwatch.GetTimestamp();
        var threads = works.Select(work => new Thread(() =>
        {
            for (; Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds; Interlocked.Increment(ref updates))
                work();
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds / updates;
    }

    /// <param name="Series">The line it is on.</param>
    /// <param name="X">Its size.</param>
    /// <param name="Work">The work of one call.</param>
    /// <param name="Operations">Multiplications and additions in 32 bits, or twice those in 64.</param>
    private sealed record SizedWork(string Series, double X, Action Work, double Operations)
    {
        public string Name => $"{Series} {X}";
    }
}
