using System.Text.RegularExpressions;

namespace Sobolev.Tests.Cli;

/// <summary>Too little address space, by a shell's <c>ulimit -v</c>: the exit code reports it, and the process does not crash.</summary>
[Trait("Speed", "Slow")]
public sealed partial class OutOfMemoryTests : IDisposable
{
    private const string Trial = "--fn rosenbrock --method sobolev --set engine=libtorch --set network.hidden=64,64 --updates 2 "
        + "--set evaluate_every=1 --set test_samples=10 --threads 1 --device cpu --quiet";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Exhausted_memory_is_one_line_and_exit_5_wherever_it_happens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash sets the limit");
        // what the program and a small run take, to half a gigabyte
        var limit = Enumerable.Range(2, 30).Select(half => 512 * half).First(limit => Run(20, limit, $"small{limit}").ExitCode == 0);
        // tensors of 13 to 154 MB: some fail in the first evaluation, some in a gradient
        int[] sizes = [50_000, 100_000, 150_000, 200_000, 400_000, 600_000];
        var runs = sizes.Select(samples => (Samples: samples, Run: Run(samples, limit + 200, $"run{samples}"))).ToArray();
        Assert.All(runs,
            one => Assert.True(one.Run.ExitCode is 0 or 5, $"{one.Samples} samples: exit {one.Run.ExitCode}: {one.Run.Error}"));
        var (last, (exitCode, _, error)) = runs[^1];
        Assert.Equal(5, exitCode);
        Assert.Matches(Expected(), error);
        Assert.Contains("c10::", File.ReadAllText(_folder.File($"run{last}", "log.txt")));
    }

    private (int ExitCode, string Output, string Error) Run(int samples, int megabytes, string name)
    {
        // .NET would take 256 GB of addresses for its heap
        var limits = $"ulimit -v {1024 * megabytes}; export DOTNET_GCHeapHardLimit=0x10000000";
        using var tool =
            ToolProcess.StartShell($"{limits}; exec $SOBOLEV regress --samples {samples} {Trial} --out '{_folder.Path}' --name {name}");
        return tool.Wait();
    }

    [GeneratedRegex(@"^sobolev: out of memory \(DefaultCPUAllocator: can't allocate memory: you tried to allocate \d+ bytes[^\n]*\); "
        + @"a new run with a smaller batch_size or network needs less\n$")]
    private static partial Regex Expected();
}
