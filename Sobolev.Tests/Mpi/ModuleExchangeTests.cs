using System.Globalization;
using Sobolev.Mpi;
using Sobolev.Tests.MpiProbe;

namespace Sobolev.Tests.Mpi;

/// <summary>
/// Clients push gradients that count pushes (the probe's Modules); what they pull must be a state between two pushes, in an order in which
/// each client's own are in its order.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ModuleExchangeTests
{
    public static TheoryData<Launcher, int, int, int> Jobs => new()
    {
        { Launcher.OpenMpi, 2, 3, 40 },
        { Launcher.OpenMpi, 4, 2, 200_000 },
        { Launcher.Mpich, 2, 3, 200_000 },
        { Launcher.Mpich, 4, 2, 40 },
    };

    [Theory, MemberData(nameof(Jobs))]
    public void Pulls_see_a_state_that_some_order_of_the_pushes_explains(Launcher launcher, int ranks, int modules, int length)
    {
        const int threads = 2, pushes = 15;
        using var folder = new TemporaryFolder();
        var run = MpiRun.Start(launcher, ranks, "modules", folder.Path, $"{modules}", $"{length}", $"{threads}", $"{pushes}");
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}: {run.Output} {run.Error}");

        var clients = ranks * threads;
        var seen = Enumerable.Range(0, clients).Select(client => Pulls(folder, $"client{client}.txt")).ToArray();
        for (var client = 0; client < clients; client++)
        {
            Assert.Equal(modules * pushes, seen[client].Length);
            foreach (var ofModule in seen[client].GroupBy(pull => pull.Module))
                CheckClient(client, [.. ofModule], pushes);
        }

        for (var module = 0; module < modules; module++)
            CheckOneOrder([.. seen.SelectMany(pulls => pulls).Where(pull => pull.Module == module)]);
        for (var rank = 0; rank < ranks; rank++)
        {
            var settled = Pulls(folder, $"rank{rank}.txt");
            Assert.Equal(modules, settled.Length);
            Assert.All(settled, pull => Assert.All(pull.Counts, count => Assert.Equal(pushes, count)));
        }
    }

    [Fact]
    public void Alone_modules_are_trained_without_MPI()
    {
        using var exchange = new ModuleExchange(MpiWorld.Alone, 2, _ => new Counts(3));
        var client = exchange.NewClient();
        client.Push(1, [1, 2, 3]);
        client.Push(1, [1, 1, 1]);
        exchange.Settle();
        var state = new float[3];
        exchange.NewClient().Pull(1, state);
        Assert.Equal([2, 3, 4], state);
        client.Pull(0, state);
        Assert.Equal([0, 0, 0], state);
        Assert.True(exchange.Holds(0) && exchange.Holds(1));
        exchange.Complete();
    }

    [Fact]
    public void A_gradient_of_another_length_is_refused()
    {
        using var exchange = new ModuleExchange(MpiWorld.Alone, 1, _ => new Counts(3));
        Assert.Throws<ArgumentException>(() => exchange.NewClient().Push(0, new float[4]));
    }

    private static void CheckClient(int client, Pull[] pulls, int pushes)
    {
        for (var i = 0; i < pulls.Length; i++)
        {
            var pull = pulls[i];
            // between two pushes: all parameters tell of the same ones
            Assert.Equal(pull.Counts.Sum(), pull.Least);
            Assert.Equal(pull.Counts.Sum(), pull.Largest);
            // what it pushed itself, no less and no more
            Assert.Equal(i + 1, pull.Pushed);
            Assert.Equal(pull.Pushed, pull.Counts[client]);
            Assert.All(pull.Counts, count => Assert.InRange(count, 0, pushes));
        }
    }

    // In one order of all pushes the states come one after the other: of any two, one has every count at least as high.
    private static void CheckOneOrder(Pull[] pulls)
    {
        var sorted = pulls.OrderBy(pull => pull.Least).ToArray();
        foreach (var (earlier, later) in sorted.Zip(sorted.Skip(1)))
            Assert.All(earlier.Counts.Zip(later.Counts),
                pair => Assert.True(pair.First <= pair.Second, $"{string.Join(' ', earlier.Counts)} and {string.Join(' ', later.Counts)}"));
    }

    private static Pull[] Pulls(TemporaryFolder folder, string file) =>
        [.. File.ReadAllLines(Path.Combine(folder.Path, file)).Select(Parse)];

    private static Pull Parse(string line)
    {
        var parts = line.Split('|').Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        return new((int)parts[0][0], (int)parts[0][1], parts[1], parts[2][0], parts[2][1]);
    }

    private sealed record Pull(int Module, int Pushed, float[] Counts, float Least, float Largest);
}
