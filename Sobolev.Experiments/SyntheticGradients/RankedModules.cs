using System.Runtime.InteropServices;
using Sobolev.Models;
using Sobolev.Mpi;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>
/// The shared modules of a training over several ranks: each is held, with its optimiser, by one of them, which applies gradients as they
/// come; every worker fetches the parameters before a minibatch and sends its gradients after it (Hogwild over processes).
/// </summary>
/// <param name="world">The ranks.</param>
/// <param name="parameters">This rank's parameters of each module; of those it holds, the ones that count.</param>
/// <param name="adam">Their optimisers, likewise.</param>
/// <param name="workers">Workers of this rank: a client each.</param>
internal sealed class RankedModules(MpiWorld world, IReadOnlyList<FlatParameters> parameters, IReadOnlyList<FlatAdam> adam, int workers)
    : IDisposable
{
    private readonly ModuleExchange _exchange = new(world, parameters.Count, module => new Held(parameters[module], adam[module]));
    private ModuleClient[] _clients = [];

    /// <summary>Makes the clients; before the workers' threads use them.</summary>
    public RankedModules Ready()
    {
        _clients = [.. Enumerable.Range(0, workers).Select(_ => _exchange.NewClient())];
        return this;
    }

    /// <summary>Fetches the parameters of a module as they are now.</summary>
    public void Pull(int worker, int module, FlatParameters into) =>
        HostMemory.Use(into.Values, values => _clients[worker].Pull(module, values), writes: true);

    /// <summary>Sends the gradient of a worker's minibatch.</summary>
    public void Push(int worker, int module, Tensor gradient) =>
        HostMemory.Use(gradient, values => _clients[worker].Push(module, values), writes: false);

    /// <summary>Every rank's parameters and optimisers of all modules become those of the holders. Collective.</summary>
    public void Collect()
    {
        _exchange.Settle();
        for (var module = 0; module < parameters.Count; module++)
            Broadcast(module, module % world.Size);
    }

    /// <summary>Every rank's become those of the first. Collective.</summary>
    public void Distribute()
    {
        for (var module = 0; module < parameters.Count; module++)
            Broadcast(module, 0);
        // no rank pushes before the holders have their parameters
        world.Barrier();
    }

    public void Dispose()
    {
        _exchange.Complete();
        _exchange.Dispose();
    }

    private void Broadcast(int module, int root)
    {
        foreach (var tensor in new[] { parameters[module].Values, adam[module].FirstMoment, adam[module].SecondMoment })
            HostMemory.Use(tensor, values => world.Broadcast(values, root), writes: true);
        long[] steps = [adam[module].StepCount];
        world.Broadcast(MemoryMarshal.AsBytes(steps.AsSpan()), root);
        adam[module].StepCount = steps[0];
    }

    private sealed class Held(FlatParameters parameters, FlatAdam adam) : ISharedModule
    {
        public int Length => (int)parameters.Values.numel();

        public void Read(Span<float> into)
        {
            using var here = parameters.Values.cpu();
            MemoryMarshal.Cast<byte, float>(here.bytes).CopyTo(into);
        }

        public void Apply(ReadOnlySpan<float> gradient)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var here = empty(gradient.Length);
            gradient.CopyTo(MemoryMarshal.Cast<byte, float>(here.bytes));
            adam.Step(here.to(parameters.Values.device));
        }
    }
}
