using BenchmarkDotNet.Attributes;
using Sobolev.Regression;
using Sobolev.Runs;

namespace Sobolev.Benchmarks;

/// <summary>One row of metrics.csv: errors on 20 training and 10,000 test points, values and gradients.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(2)]
[IterationCount(10)]
public class EvaluationBenchmarks
{
    private ITrial _managed = null!;

    [GlobalSetup]
    public void Build() => _managed = new UpdateCase(RegressMethod.Sobolev, 20).Trial(Engine.Managed);

    [Benchmark]
    public IReadOnlyList<double> Evaluate() => _managed.Evaluate();
}
