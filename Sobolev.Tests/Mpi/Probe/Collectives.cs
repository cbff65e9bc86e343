using System.Runtime.InteropServices;
using Sobolev.Mpi;

namespace Sobolev.Tests.MpiProbe;

/// <summary>The collective calls, on each rank's file RANK.in; what came of it is written to RANK.out.</summary>
internal static class Collectives
{
    public static int Who(MpiWorld world)
    {
        Console.WriteLine($"rank {world.Rank} of {world.Size}, launched {MpiJob.Launched}, library {world.Library ?? "none"}");
        return 0;
    }

    public static int Sum(MpiWorld world, string folder)
    {
        var values = Read(world, folder);
        world.AllReduceSum(values);
        Write(world, folder, values);
        return 0;
    }

    public static int MakeSame(MpiWorld world, string folder)
    {
        var values = Read(world, folder);
        world.MakeSame(values);
        Write(world, folder, values);
        return 0;
    }

    /// <summary>As floats, then as bytes from the next rank.</summary>
    public static int Broadcast(MpiWorld world, string folder, int root)
    {
        var values = Read(world, folder);
        world.Broadcast(values, root);
        Write(world, folder, values);
        var bytes = new byte[5];
        if (world.Rank == (root + 1) % world.Size)
            "bytes"u8.CopyTo(bytes);
        world.Broadcast(bytes, (root + 1) % world.Size);
        Console.WriteLine(System.Text.Encoding.ASCII.GetString(bytes));
        return 0;
    }

    public static int Agree(MpiWorld world)
    {
        var largest = world.Max(world.Rank == 1 ? 7 : -world.Rank);
        var records = world.Gather([world.Rank, 0.5 * world.Rank]);
        world.Barrier();
        Console.WriteLine($"rank {world.Rank}: {largest}; {string.Join(' ', records.Select(record => $"({record[0]}, {record[1]})"))}");
        return 0;
    }

    private static float[] Read(MpiWorld world, string folder) =>
        [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, $"{world.Rank}.in")))];

    private static void Write(MpiWorld world, string folder, float[] values)
    {
        using var file = File.Create(Path.Combine(folder, $"{world.Rank}.out"));
        file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
