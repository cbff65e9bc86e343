using System.Runtime.InteropServices;
using Sobolev.Randomness;

namespace Sobolev.Tests.Mpi;

/// <summary>Collective calls of a job of several processes, against sums and copies made here.</summary>
[Trait("Speed", "Slow")]
public sealed class CollectiveTests
{
    // longer than 2^20, and no multiple of anything
    private const int Long = (1 << 20) + 50_021;

    public static TheoryData<Launcher, int> Jobs =>
        new() { { Launcher.OpenMpi, 2 }, { Launcher.OpenMpi, 4 }, { Launcher.Mpich, 2 }, { Launcher.Mpich, 4 } };

    [Theory, MemberData(nameof(Jobs))]
    public void Sums_are_those_of_the_ranks_values_the_same_bits_on_each(Launcher launcher, int ranks)
    {
        using var folder = new TemporaryFolder();
        var values = PutValues(folder, ranks, Long);
        Succeed(MpiRun.Start(launcher, ranks, "sum", folder.Path));

        var sums = Outputs(folder, ranks);
        for (var i = 0; i < Long; i++)
        {
            double exact = 0, size = 0;
            foreach (var each in values)
                (exact, size) = (exact + each[i], size + Math.Abs(each[i]));
            // a rounding per addition
            if (Math.Abs(sums[0][i] - exact) > ranks * size * 6e-8)
                Assert.Fail($"{i}: {sums[0][i]} for {exact}");
        }

        Assert.All(sums, each => Assert.True(Bits(each).SequenceEqual(Bits(sums[0]))));
    }

    [Theory, MemberData(nameof(Jobs))]
    public void Broadcast_gives_all_the_values_of_the_root(Launcher launcher, int ranks)
    {
        using var folder = new TemporaryFolder();
        var values = PutValues(folder, ranks, Long);
        var run = Succeed(MpiRun.Start(launcher, ranks, "broadcast", folder.Path, "1"));

        Assert.All(Outputs(folder, ranks), each => Assert.True(Bits(each).SequenceEqual(Bits(values[1]))));
        Assert.Equal(Enumerable.Repeat("bytes", ranks), run.Lines);
    }

    [Theory, InlineData(Launcher.OpenMpi), InlineData(Launcher.Mpich)]
    public void Values_that_differ_in_one_bit_of_one_rank_are_made_those_of_the_first(Launcher launcher)
    {
        using var folder = new TemporaryFolder();
        var values = PutValues(folder, 1, Long)[0];
        Put(folder, 1, values);
        Put(folder, 2, [.. values[..^1], MathF.BitIncrement(values[^1])]);
        Succeed(MpiRun.Start(launcher, 3, "make-same", folder.Path));

        Assert.All(Outputs(folder, 3), each => Assert.True(Bits(each).SequenceEqual(Bits(values))));
    }

    [Theory, MemberData(nameof(Jobs))]
    public void Ranks_agree_on_the_largest_number_and_know_all_records(Launcher launcher, int ranks)
    {
        var run = Succeed(MpiRun.Start(launcher, ranks, "agree"));

        var records = string.Join(' ', Enumerable.Range(0, ranks).Select(rank => $"({rank}, {0.5 * rank})"));
        Assert.Equal(Enumerable.Range(0, ranks).Select(rank => $"rank {rank}: 7; {records}"), run.Lines);
    }

    private static MpiRun Succeed(MpiRun run)
    {
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Output} {run.Error}");
        return run;
    }

    // Of very different sizes, so that the order of adding shows in the last bits.
    private static float[][] PutValues(TemporaryFolder folder, int ranks, int count)
    {
        var random = new RandomStream(5);
        var values = Enumerable.Range(0, ranks).Select(_ => new float[count]).ToArray();
        foreach (var each in values)
        {
            for (var i = 0; i < count; i++)
                each[i] = (float)random.NextUniform(-1, 1) * (1 << random.NextInt(20));
        }

        for (var rank = 0; rank < ranks; rank++)
            Put(folder, rank, values[rank]);
        return values;
    }

    private static void Put(TemporaryFolder folder, int rank, float[] values) =>
        File.WriteAllBytes(Path.Combine(folder.Path, $"{rank}.in"), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static float[][] Outputs(TemporaryFolder folder, int ranks) =>
        [.. Enumerable.Range(0, ranks)
            .Select(rank => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder.Path, $"{rank}.out"))).ToArray())];

    private static ReadOnlySpan<int> Bits(float[] values) => MemoryMarshal.Cast<float, int>(values);
}
