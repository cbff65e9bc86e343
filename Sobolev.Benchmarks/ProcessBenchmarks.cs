using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Sobolev.Benchmarks;

/// <summary>Whole processes, start-up included.</summary>
[InProcess]
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
public class ProcessBenchmarks
{
    private readonly ToolProcess _tool = new();

    [Benchmark]
    public void Help() => _tool.Run("--help");

    [Benchmark]
    public void DryRun() => _tool.Run("regress", "--dry-run");

    [Benchmark]
    public void DefaultJob() => _tool.RunDefaultJob();
}
