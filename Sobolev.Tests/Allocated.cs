namespace Sobolev.Tests;

/// <summary>Bytes that this thread allocates in managed memory.</summary>
internal static class Allocated
{
    /// <summary>
    /// The least of three turns: a method that the runtime recompiles meanwhile costs the thread some bytes once, while what a turn
    /// itself allocates is in each of them.
    /// </summary>
    public static long By(Action turn) => Enumerable.Range(0, 3).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        turn();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
