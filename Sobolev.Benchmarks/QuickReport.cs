using Sobolev.Regression;
using Sobolev.Torch;

namespace Sobolev.Benchmarks;

/// <summary>The figures of docs/performance.md in one to two minutes; everything that is compared is measured by turns.</summary>
internal static class QuickReport
{
    private const string Peak = "multiply-adds on registers";

    /// <returns>The times behind the report.</returns>
    public static Measurements Write(TextWriter output)
    {
        TorchThreads.Set(1);
        var updates = WriteUpdates(output);
        output.WriteLine();
        return Measurements.Of(updates.Results.Concat(WriteRest(output).Results));
    }

    private static Race WriteUpdates(TextWriter output)
    {
        var race = new Race();
        race.Add(Peak, MachineRates.MultiplyAdds);
        var side = MachineRates.Side;
        race.Add(Square, MachineRates.Sgemm(side, side, side));
        foreach (var samples in new[] { 20, 100 })
            race.Add(Product(samples), MachineRates.Sgemm(samples, 256, 256));
        foreach (var update in UpdateCase.All)
        {
            race.Add($"{update.Name} kernel alone", update.Kernel.Work());
            race.Add($"{update.Name} managed float32", Advancing(update, Engine.Managed, Precision.Float32));
            race.Add($"{update.Name} managed float64", Advancing(update, Engine.Managed, Precision.Float64));
            race.Add($"{update.Name} libtorch autograd", Advancing(update, Engine.Libtorch, Precision.Float32));
        }

        race.Run(slice: 0.015, rounds: 60);

        WriteRates(output, race);
        output.WriteLine();
        output.WriteLine("microseconds per update              least  median   GFLOP/s  of sgemm  of peak   against managed "
            + "float32 (quartiles)");
        var (sgemm, peak) = (Rate(race[Square], MachineRates.OperationsOfProduct(side, side, side)),
            Rate(race[Peak], MachineRates.OperationsOfMultiplyAdds));
        foreach (var update in UpdateCase.All)
        {
            foreach (var name in new[] { "kernel alone", "managed float32", "managed float64", "libtorch autograd" })
            {
                var times = race[$"{update.Name} {name}"];
                var rate = Rate(times, update.Kernel.FloatingPointOperations());
                var ratio = times.Over(race[$"{update.Name} managed float32"]);
                output.WriteLine($"{update.Name,-16} {name,-18} {1e6 * times.Least,7:F0} {1e6 * times.Median,7:F0} {rate,9:F1} "
                    + $"{rate / sgemm,9:P0} {rate / peak,8:P0}   {Spread(ratio)}");
            }
        }

        foreach (var samples in new[] { 20, 100 })
        {
            var (sobolev, regular) = (race[$"sobolev {samples} managed float32"], race[$"regular {samples} managed float32"]);
            output.WriteLine($"sobolev over regular, {samples} samples: {sobolev.Least / regular.Least:F2} of least times, "
                + $"{Spread(sobolev.Over(regular))} by turns");
        }

        foreach (var smooth in UpdateCase.All.Where(update => update.IsSmooth))
        {
            var (curved, linear) = (race[$"{smooth.Name} managed float32"], race[$"sobolev {smooth.Samples} managed float32"]);
            output.WriteLine($"{smooth.Name} over relu: {curved.Least / linear.Least:F2} of least times, {Spread(curved.Over(linear))} "
                + "by turns");
        }

        return race;
    }

    private static void WriteRates(TextWriter output, Race race)
    {
        output.WriteLine("what one core can do             GFLOP/s");
        output.WriteLine($"{Peak,-32} {Rate(race[Peak], MachineRates.OperationsOfMultiplyAdds),7:F1}");
        output.WriteLine($"{Square,-32} "
            + $"{Rate(race[Square], MachineRates.OperationsOfProduct(MachineRates.Side, MachineRates.Side, MachineRates.Side)),7:F1}");
        foreach (var samples in new[] { 20, 100 })
            output.WriteLine($"{Product(samples),-32} "
                + $"{Rate(race[Product(samples)], MachineRates.OperationsOfProduct(samples, 256, 256)),7:F1}");
    }

    private static Race WriteRest(TextWriter output)
    {
        var race = new Race();
        using var trial = new UpdateCase(RegressMethod.Sobolev, 20).Trial(Engine.Managed);
        race.Add("evaluation", () => trial.Evaluate());
        var tool = new ToolProcess();
        race.Add("--help", () => tool.Run("--help"));
        race.Run(slice: 0, rounds: 15);
        output.WriteLine($"an evaluation, 10,020 points: {1e3 * race["evaluation"].Least:F1} ms at least, "
            + $"{1e3 * race["evaluation"].Median:F1} in the median");
        output.WriteLine($"sobolev --help, whole process: {1e3 * race["--help"].Least:F0} ms at least, "
            + $"{1e3 * race["--help"].Median:F0} in the median");

        WriteTwoThreads(output, "multiply-adds on registers", MachineRates.MultiplyAdds, MachineRates.MultiplyAdds);
        using var other = new UpdateCase(RegressMethod.Sobolev, 20).Trial(Engine.Managed);
        WriteTwoThreads(output, "trials", () => trial.Advance(), () => other.Advance());
        foreach (var (engine, updates) in new[] { (Engine.Managed, 100_000), (Engine.Libtorch, 5_000) })
        {
            var memory = FlatMemory.Of(engine, updates);
            output.WriteLine(
                $"{updates:N0} updates, {engine.ToString().ToLowerInvariant()}: {memory.Allocated:N0} bytes allocated, heap "
                + $"{memory.Heap:+#,0;-#,0;0}, resident {memory.Resident.Before:N0} to {memory.Resident.After:N0} bytes");
        }

        return race;
    }

    private static void WriteTwoThreads(TextWriter output, string name, Action first, Action second)
    {
        var (ofLeast, byTurns) = TwoThreads.Measure(first, second);
        output.WriteLine($"{name}: two threads do {ofLeast:F2} times the work of one (least times), {Spread(byTurns)} by turns");
    }

    private static string Square => $"libtorch sgemm, {MachineRates.Side} x {MachineRates.Side}";

    private static string Product(int samples) => $"libtorch sgemm, {samples} x 256, 256 x 256";

    private static Action Advancing(UpdateCase update, Engine engine, Precision precision)
    {
        var trial = update.Trial(engine, precision);
        return () => trial.Advance();
    }

    private static double Rate(Times times, double operations) => operations / times.Least / 1e9;

    private static string Spread(Times ratios) => $"{ratios.Median:F2} ({ratios.Quantile(0.25):F2} - {ratios.Quantile(0.75):F2})";
}
