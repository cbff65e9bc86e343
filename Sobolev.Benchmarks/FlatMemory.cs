using System.Diagnostics;
using Sobolev.Regression;

namespace Sobolev.Benchmarks;

/// <summary>Bytes before and after many updates of one trial.</summary>
/// <param name="Allocated">Managed bytes that the updates asked for.</param>
/// <param name="Heap">Growth of the managed heap, garbage collected.</param>
/// <param name="Resident">Resident memory of the process, before and after.</param>
internal sealed record FlatMemory(long Allocated, long Heap, (long Before, long After) Resident)
{
    public static FlatMemory Of(Engine engine, int updates)
    {
        using var trial = new UpdateCase(RegressMethod.Sobolev, 20).Trial(engine);
        Advance(100);
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var resident = Process.GetCurrentProcess().WorkingSet64;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Advance(updates);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new(allocated, GC.GetTotalMemory(forceFullCollection: true) - heap, (resident, Process.GetCurrentProcess().WorkingSet64));

        void Advance(int count)
        {
            for (var i = 0; i < count; i++)
                trial.Advance();
        }
    }
}
