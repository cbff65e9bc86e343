using System.Diagnostics;
using Sobolev.Mpi;

namespace Sobolev.Tests.MpiProbe;

/// <summary>Failures of one rank while the others wait for it.</summary>
internal static class Failures
{
    /// <summary>UCX would end the process where .NET throws.</summary>
    public static int NullReference(MpiWorld world)
    {
        int[]? nothing = world.Rank < 0 ? [] : null;
        try
        {
            return nothing!.Length;
        }
        catch (NullReferenceException)
        {
            Console.WriteLine("caught");
        }

        world.Barrier();
        return 0;
    }

    public static int Throw(MpiWorld world, int rank)
    {
        using var exchange = new ModuleExchange(world, world.Size, _ => new Counts(10));
        if (world.Rank == rank)
            throw new SobolevException(ExitCode.DataMissing, "the data of this rank are gone");
        world.Barrier();
        exchange.Complete();
        return 0;
    }

    public static int Kill(MpiWorld world, int rank)
    {
        world.Barrier();
        if (world.Rank == rank)
            Process.GetCurrentProcess().Kill();
        world.Barrier();
        return 0;
    }

    /// <summary>The failure comes up in the holder's serving thread.</summary>
    public static int ModuleFails(MpiWorld world)
    {
        using var exchange = new ModuleExchange(world, 1, _ => new Counts(10));
        if (world.Rank == 1)
            exchange.NewClient().Push(0, new float[11]);
        exchange.Complete();
        return 0;
    }
}
