using BenchmarkDotNet.Attributes;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.Torch;

namespace Sobolev.Benchmarks;

/// <summary>One update of the default network, by each implementation.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(3)]
[IterationCount(10)]
public class UpdateBenchmarks
{
    private ITrial _managed = null!;
    private ITrial _managed64 = null!;
    private ITrial _libtorch = null!;
    private Action _kernel = null!;

    [Params(20, 100)]
    public int Samples { get; set; }

    [Params(RegressMethod.Regular, RegressMethod.Sobolev)]
    public RegressMethod Method { get; set; }

    [GlobalSetup]
    public void Build()
    {
        TorchThreads.Set(1);
        var update = new UpdateCase(Method, Samples);
        _kernel = update.Kernel.Work();
        _managed = update.Trial(Engine.Managed);
        _managed64 = update.Trial(Engine.Managed, Precision.Float64);
        _libtorch = update.Trial(Engine.Libtorch);
    }

    [GlobalCleanup]
    public void End()
    {
        _managed.Dispose();
        _managed64.Dispose();
        _libtorch.Dispose();
    }

    [Benchmark]
    public void Kernel() => _kernel();

    [Benchmark(Baseline = true)]
    public double Managed() => _managed.Advance();

    [Benchmark]
    public double ManagedFloat64() => _managed64.Advance();

    [Benchmark]
    public double LibtorchAutograd() => _libtorch.Advance();
}
