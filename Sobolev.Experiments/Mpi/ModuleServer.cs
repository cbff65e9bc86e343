namespace Sobolev.Mpi;

/// <summary>A thread that answers requests of clients on other ranks for the modules held here, in order of arrival.</summary>
internal sealed class ModuleServer : IDisposable
{
    private readonly MpiWorld _world;
    private readonly Communicator _communicator;
    private readonly HeldModules _modules;
    private readonly Thread _thread;
    private float[] _buffer = [];
    private int _clients;
    private volatile bool _abandoned;

    /// <param name="communicator">The ranks that ask; nothing else receives requests on it.</param>
    public ModuleServer(MpiWorld world, Communicator communicator, HeldModules modules)
    {
        (_world, _communicator, _modules, _clients) = (world, communicator, modules, world.Size);
        _thread = new Thread(AnswerOrEndJob) { IsBackground = true, Name = "modules" };
        _thread.Start();
    }

    /// <summary>Returns when every rank has said that it asks for nothing more.</summary>
    public void WaitForClose() => _thread.Join();

    /// <summary>
    /// Ends the thread; one that is in the middle of sending to a rank that no longer listens is left to the end of the process.
    /// </summary>
    public void Dispose()
    {
        _abandoned = true;
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    private void AnswerOrEndJob()
    {
        try
        {
            while (_clients > 0 && WaitFor(_communicator.AnySource, ModuleRequest.Tag))
                Answer(ReceiveRequest());
        }
        catch (Exception e) when (_world.EndJob(e))
        {
        }
    }

    private ModuleRequest ReceiveRequest()
    {
        Span<int> words = stackalloc int[ModuleRequest.Words];
        _communicator.Receive(words, _communicator.AnySource, ModuleRequest.Tag);
        return ModuleRequest.Read(words);
    }

    private void Answer(ModuleRequest request)
    {
        switch (request.Kind)
        {
            case RequestKind.Pull:
                _modules.Read(request.Module, Buffer(request.Length));
                _communicator.Send<float>(Buffer(request.Length), request.Source, request.ReplyTag);
                break;
            case RequestKind.Push when WaitFor(request.Source, request.GradientTag):
                _communicator.Receive(Buffer(request.Length), request.Source, request.GradientTag);
                _modules.Apply(request.Module, Buffer(request.Length));
                break;
            case RequestKind.Settle:
                _communicator.Send<float>([], request.Source, request.ReplyTag);
                break;
            case RequestKind.Close:
                _clients--;
                break;
        }
    }

    private Span<float> Buffer(int length)
    {
        if (_buffer.Length < length)
            _buffer = GC.AllocateUninitializedArray<float>(length);
        return _buffer.AsSpan(0, length);
    }

    // Receiving at once would keep a core busy until the message comes.
    private bool WaitFor(int source, int tag)
    {
        var backoff = new Backoff();
        while (!_communicator.Probe(source, tag))
        {
            if (_abandoned)
                return false;
            backoff.Wait();
        }

        return true;
    }
}
