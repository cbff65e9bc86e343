namespace Sobolev.Mpi;

/// <summary>
/// Reads and updates shared modules wherever they are held. One thread at a time uses it; each thread needs a separate client.
/// </summary>
public sealed class ModuleClient
{
    private readonly Communicator? _communicator;
    private readonly HeldModules _here;
    private readonly int _rank;
    private readonly int _size;
    private readonly int _channel;

    internal ModuleClient(MpiWorld world, Communicator? communicator, HeldModules here, int channel) =>
        (_communicator, _here, _rank, _size, _channel) = (communicator, here, world.Rank, world.Size, channel);

    /// <summary>The parameters as they are now: after all pushes of this client, and some of other clients.</summary>
    /// <param name="parameters">As long as the module.</param>
    public void Pull(int module, Span<float> parameters)
    {
        var holder = module % _size;
        if (holder == _rank)
        {
            _here.Read(module, parameters);
            return;
        }

        var request = Ask(RequestKind.Pull, holder, module, parameters.Length);
        Receive(parameters, holder, request);
    }

    /// <summary>
    /// Sends a gradient; it is applied before this client's next pull, and no later than the next <see cref="ModuleExchange.Settle"/>.
    /// </summary>
    /// <param name="gradient">As long as the module; may be overwritten on return.</param>
    public void Push(int module, ReadOnlySpan<float> gradient)
    {
        var holder = module % _size;
        if (holder == _rank)
        {
            _here.Apply(module, gradient);
            return;
        }

        var request = Ask(RequestKind.Push, holder, module, gradient.Length);
        _communicator!.Send(gradient, holder, request.GradientTag);
    }

    /// <summary>Returns when the holder has applied everything that this rank pushed there before.</summary>
    internal void Settle(int holder) => Receive([], holder, Ask(RequestKind.Settle, holder, module: -1, length: 0));

    internal void Close(int holder) => Ask(RequestKind.Close, holder, module: -1, length: 0);

    private ModuleRequest Ask(RequestKind kind, int holder, int module, int length)
    {
        var request = new ModuleRequest(kind, _rank, _channel, module, length);
        Span<int> words = stackalloc int[ModuleRequest.Words];
        request.Write(words);
        _communicator!.Send<int>(words, holder, ModuleRequest.Tag);
        return request;
    }

    private void Receive(Span<float> values, int holder, ModuleRequest request)
    {
        var backoff = new Backoff();
        while (!_communicator!.Probe(holder, request.ReplyTag))
            backoff.Wait();
        _communicator.Receive(values, holder, request.ReplyTag);
    }
}
