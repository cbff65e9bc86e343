using Sobolev.Mpi;

namespace Sobolev.Tests.MpiProbe;

/// <summary>
/// Every client pushes gradients that count: parameter c counts the pushes of client c, all further parameters those of all clients.
/// </summary>
internal static class Modules
{
    /// <summary>
    /// Each client writes what it pulled: a line "module pushed | counts of the clients | least and largest of the further ones".
    /// </summary>
    public static int Train(MpiWorld world, string folder, int modules, int length, int threads, int pushes)
    {
        using var exchange = new ModuleExchange(world, modules, _ => new Counts(length));
        var clients = world.Size * threads;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var number = world.Rank * threads + thread;
            using var file = new StreamWriter(Path.Combine(folder, $"client{number}.txt"));
            var client = exchange.NewClient();
            var gradient = new float[length];
            gradient.AsSpan(clients).Fill(1);
            gradient[number] = 1;
            for (var push = 1; push <= pushes; push++)
            {
                for (var module = 0; module < modules; module++)
                {
                    client.Push(module, gradient);
                    file.WriteLine(Pull(client, module, length, clients, push));
                }
            }
        });
        exchange.Settle();
        using (var file = new StreamWriter(Path.Combine(folder, $"rank{world.Rank}.txt")))
        {
            for (var module = 0; module < modules; module++)
                file.WriteLine(Pull(exchange.NewClient(), module, length, clients, pushes));
        }

        exchange.Complete();
        return 0;
    }

    private static string Pull(ModuleClient client, int module, int length, int clients, int pushed)
    {
        var state = new float[length];
        client.Pull(module, state);
        return $"{module} {pushed} | {string.Join(' ', state[..clients])} | {state[clients..].Min()} {state[clients..].Max()}";
    }
}

/// <summary>Parameters that are the sum of the gradients.</summary>
internal sealed class Counts(int length) : ISharedModule
{
    private readonly float[] _sums = new float[length];

    public int Length => length;

    public void Read(Span<float> parameters) => _sums.CopyTo(parameters);

    public void Apply(ReadOnlySpan<float> gradient)
    {
        for (var i = 0; i < gradient.Length; i++)
            _sums[i] += gradient[i];
    }
}
