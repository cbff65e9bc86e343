using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sobolev.Models;
using Sobolev.Mpi;
using Sobolev.Runs;
using Sobolev.State;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>How the network and its modules are updated.</summary>
internal sealed record TrainerRates(double Momentum, double Decay, double ModuleLearningRate)
{
    public static TrainerRates Of(TrunkOptions trunk, ModuleOptions module) => new(trunk.Momentum, trunk.L2, module.LearningRate);
}

/// <summary>
/// The workers of one training. Each has separate minibatches and normalisation statistics; the network's updates are synchronous, from
/// gradients averaged over the workers; each worker updates the shared modules as soon as it has their gradients (Hogwild).
/// </summary>
/// <remarks>
/// Workers on one device read and write one set of parameters. A worker elsewhere has a copy: it takes the parameters over before each
/// minibatch and sends its gradients back. One worker is deterministic; several are not, since nothing orders their module updates.
/// The workers may be those of several ranks, each with a separate trainer: updates, collecting, distributing and disposal are then
/// collective.
/// </remarks>
internal sealed class DataParallelTrainer : IDisposable
{
    private readonly IReadOnlyList<CutNetwork> _networks;
    private readonly IReadOnlyList<bool> _copies;
    private readonly FlatSgd[] _sgd;
    private readonly FlatAdam[] _adam;
    private readonly WorkerThreads _threads;
    private readonly GpuTurns _turns;
    private readonly int _firstTrained;
    private readonly MpiWorld _world;
    private readonly RankedModules? _ranked;

    /// <param name="networks">
    /// One per worker of this rank; the first is the one that is trained and evaluated. On all ranks they begin alike.
    /// </param>
    /// <param name="rates">Rates of the optimisers.</param>
    /// <param name="world">The ranks, or null where there is one.</param>
    /// <param name="turns">When workers compute; null: all at the same time. The trainer owns it.</param>
    public DataParallelTrainer(IReadOnlyList<CutNetwork> networks, TrainerRates rates, MpiWorld? world = null, GpuTurns? turns = null)
    {
        _turns = turns ?? new GpuTurns(new SemaphoreSlim?[networks.Count]);
        (_networks, _world) = (networks, world ?? MpiWorld.Alone);
        _copies = [.. networks.Select((network, worker) => worker > 0 && !network.SharesParameters)];
        // without modules no gradient reaches the network below the last cut: it does not change, not even by L2
        _firstTrained = Main.Segments.Count - 1 - Main.Modules.Count;
        _sgd = [.. Main.Parameters.Skip(_firstTrained).Select(parameters => new FlatSgd(parameters, rates.Momentum, rates.Decay))];
        _adam = [.. Main.ModuleParameters.Select(parameters => new FlatAdam(parameters, rates.ModuleLearningRate))];
        _threads = new WorkerThreads(networks.Count);
        RequireOneKindOfDevice();
        if (_world.Size > 1 && _adam.Length > 0)
            _ranked = new RankedModules(_world, Main.ModuleParameters, _adam, networks.Count).Ready();
    }

    public CutNetwork Main => _networks[0];

    /// <summary>Whether no other rank takes part.</summary>
    public bool IsAlone => _world.Size == 1;

    /// <summary>One for each worker of this rank.</summary>
    public IReadOnlyList<CutNetwork> Networks => _networks;

    /// <summary>One update of the network from a minibatch of each worker.</summary>
    /// <param name="learningRate">Learning rate of the network.</param>
    /// <param name="pass">
    /// Fills the gradients of a worker's network (<see cref="DecoupledPass"/>) and returns the loss it started from.
    /// </param>
    /// <returns>The mean of the workers' losses, of all ranks.</returns>
    public double Update(double learningRate, Func<int, CutNetwork, double> pass)
    {
        var losses = new double[_networks.Count];
        _threads.Run(worker => _turns.Take(worker, () =>
        {
            using var scope = NewDisposeScope();
            var network = _networks[worker];
            TakeOver(worker);
            for (var module = 0; _ranked is not null && module < _adam.Length; module++)
                _ranked.Pull(worker, module, network.ModuleParameters[module]);
            foreach (var parameters in network.Parameters.Concat(network.ModuleParameters))
                parameters.Zero();
            losses[worker] = pass(worker, network);
            using var mode = no_grad();
            for (var module = 0; module < _adam.Length; module++)
            {
                var gradients = network.ModuleParameters[module].Gradients;
                if (_ranked is not null)
                    _ranked.Push(worker, module, gradients);
                else
                    _adam[module].Step(gradients.to(Main.ModuleParameters[module].Values.device));
            }
        }));
        using var updating = NewDisposeScope();
        using var quiet = no_grad();
        for (var segment = 0; segment < _sgd.Length; segment++)
        {
            Average(_firstTrained + segment);
            _sgd[segment].Step(learningRate);
        }

        return _world.Gather([losses.Average()]).Average(rank => rank[0]);
    }

    /// <summary>Makes this rank's modules and their optimisers those of their holders.</summary>
    /// <exception cref="SobolevException">The ranks' networks are not the same to the bit.</exception>
    public void Collect()
    {
        if (_world.Size == 1)
            return;
        _ranked?.Collect();
        var digests = _world.Gather([Digest()]);
        if (digests.Any(digest => digest[0] != digests[0][0]))
            throw new SobolevException(
                ExitCode.Failed,
                "the networks of the ranks differ "
                + $"({string.Join(", ", digests.Select((digest, rank) => $"rank {rank}: {(long)digest[0]:x}"))}); resume from the last "
                + "checkpoint, on identical machines with the same version of the tool");
    }

    /// <summary>Copies all state of the first rank to every rank.</summary>
    public void Distribute()
    {
        if (_world.Size == 1)
            return;
        foreach (var tensor in Main.Parameters.Select(parameters => parameters.Values).Concat(_sgd.Select(sgd => sgd.Velocity)))
            HostMemory.Use(tensor, values => _world.Broadcast(values), writes: true);
        _ranked?.Distribute();
    }

    public void Save(TrialState state)
    {
        for (var i = 0; i < Main.Parameters.Count; i++)
            Main.Parameters[i].Save(state, $"segment{i}");
        for (var i = 0; i < _sgd.Length; i++)
            _sgd[i].Save(state.Part($"segment{_firstTrained + i}"));
        for (var i = 0; i < _adam.Length; i++)
        {
            Main.ModuleParameters[i].Save(state, $"module{i}");
            _adam[i].Save(state.Part($"module{i}"));
        }

        foreach (var (name, buffer) in NamedBuffers())
            state.Put(name, buffer);
    }

    public void Load(TrialState state)
    {
        using var quiet = no_grad();
        for (var i = 0; i < Main.Parameters.Count; i++)
            Main.Parameters[i].Load(state, $"segment{i}");
        for (var i = 0; i < _sgd.Length; i++)
            _sgd[i].Load(state.Part($"segment{_firstTrained + i}"));
        for (var i = 0; i < _adam.Length; i++)
        {
            Main.ModuleParameters[i].Load(state, $"module{i}");
            _adam[i].Load(state.Part($"module{i}"));
        }

        foreach (var (name, buffer) in NamedBuffers())
            state.CopyTo(name, buffer);
    }

    public void Dispose()
    {
        _ranked?.Dispose();
        _threads.Dispose();
        _turns.Dispose();
        foreach (var sgd in _sgd)
            sgd.Dispose();
        foreach (var adam in _adam)
            adam.Dispose();
        foreach (var network in _networks)
            network.Dispose();
    }

    /// <summary>48 bits of a digest of the network's parameters, which a double holds.</summary>
    private double Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameters in Main.Parameters)
            HostMemory.Use(parameters.Values, values => hash.AppendData(MemoryMarshal.AsBytes(values)), writes: false);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()) >> 16;
    }

    /// <summary>Flat tensors, which ranks exchange, lie otherwise on a GPU (<see cref="ChannelsLast"/>).</summary>
    private void RequireOneKindOfDevice()
    {
        if (_world.Size == 1)
            return;
        var gpus = _world.Gather([ChannelsLast.SuitsDevice(Main.Parameters[0].Values.device) ? 1 : 0]);
        if (gpus.Any(gpu => gpu[0] != gpus[0][0]))
            throw new SobolevException(
                ExitCode.Failed,
                $"{gpus.Sum(gpu => gpu[0])} of {_world.Size} ranks train on GPUs, the others on processors; "
                + "give all of them --device cuda or --device cpu");
    }

    private void TakeOver(int worker)
    {
        if (!_copies[worker])
            return;
        using var quiet = no_grad();
        var network = _networks[worker];
        foreach (var (mine, main) in network.Parameters.Concat(network.ModuleParameters).Zip(Main.Parameters.Concat(Main.ModuleParameters)))
            mine.Values.copy_(main.Values);
    }

    private void Average(int segment)
    {
        var workers = _networks.Count * _world.Size;
        if (workers == 1)
            return;
        var sum = Main.Parameters[segment].Gradients;
        foreach (var network in _networks.Skip(1))
            sum.add_(network.Parameters[segment].Gradients.to(sum.device));
        if (_world.Size > 1)
            HostMemory.Use(sum, _world.AllReduceSum, writes: true);
        sum.div_(workers);
    }

    private IEnumerable<(string Name, Tensor Buffer)> NamedBuffers() =>
        from worker in Enumerable.Range(0, _networks.Count)
        from segment in Enumerable.Range(0, Main.Segments.Count)
        from named in _networks[worker].Segments[segment].named_buffers()
        select ($"worker{worker}.segment{segment}.{named.name}", named.buffer);
}
