namespace Sobolev.Mpi;

/// <summary>
/// Modules that every rank of a job trains, each held by one rank: module k by rank k modulo the number of ranks. Gradients are applied as
/// they come (Hogwild); nothing orders those of different clients.
/// </summary>
/// <remarks>Made, settled and completed by every rank, in the same order; clients are used in between by any thread.</remarks>
public sealed class ModuleExchange : IDisposable
{
    private readonly MpiWorld _world;
    private readonly Communicator? _communicator;
    private readonly HeldModules _held;
    private readonly ModuleServer? _server;
    private readonly ModuleClient _own;
    private readonly int _holders;
    private int _channels;

    /// <param name="world">The ranks.</param>
    /// <param name="count">How many modules there are; the same on every rank.</param>
    /// <param name="hold">Makes a module that this rank holds; it belongs to the caller.</param>
    public ModuleExchange(MpiWorld world, int count, Func<int, ISharedModule> hold)
    {
        _world = world;
        _holders = Math.Min(count, world.Size);
        _held = new(Enumerable.Range(0, count).Where(module => module % world.Size == world.Rank).ToDictionary(module => module, hold));
        _communicator = world.NewCommunicator();
        if (_communicator is not null && world.Rank < _holders)
            _server = new(world, _communicator, _held);
        _own = NewClient();
    }

    /// <summary>Whether this rank holds the module.</summary>
    public bool Holds(int module) => module % _world.Size == _world.Rank;

    /// <summary>A client for one more thread.</summary>
    public ModuleClient NewClient()
    {
        var channel = Interlocked.Increment(ref _channels) - 1;
        return channel < ModuleRequest.MostChannels
            ? new(_world, _communicator, _held, channel)
            : throw new InvalidOperationException($"more than {ModuleRequest.MostChannels} clients on a rank; keep one per thread");
    }

    /// <summary>
    /// Returns when everything that any rank pushed before is applied. Collective; no client is in use meanwhile. Who saves what it holds
    /// here meets the others at a barrier before they push again.
    /// </summary>
    public void Settle()
    {
        foreach (var holder in OtherHolders())
            _own.Settle(holder);
        _world.Barrier();
    }

    /// <summary>Applies pending pushes and ends the serving threads; collective, after the last use of a client.</summary>
    public void Complete()
    {
        if (_communicator is null)
            return;
        Settle();
        for (var holder = 0; holder < _holders; holder++)
            _own.Close(holder);
        _server?.WaitForClose();
        _communicator.Free();
    }

    /// <summary>Ends the serving thread of this rank, whether or not the others have completed.</summary>
    public void Dispose() => _server?.Dispose();

    private IEnumerable<int> OtherHolders() => Enumerable.Range(0, _holders).Where(holder => holder != _world.Rank);
}
