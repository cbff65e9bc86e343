using System.Buffers.Binary;
using System.Text;

namespace Sobolev.Arcade;

/// <summary>Sends requests to a bridge and reads its answers; every failure becomes one sentence with the remedy.</summary>
internal sealed class AleBridge : IDisposable
{
    /// <summary>Number of the fire button in the full set of actions.</summary>
    private const int FireAction = 1;

    private readonly AleProcess _process;
    private readonly Predicate<int> _isState;
    private readonly AleOptions _keys;
    private readonly ITimer _watch;
    private readonly byte[] _request = new byte[AleMessage.HeaderSize + 8];
    private readonly byte[] _header = new byte[AleMessage.HeaderSize];
    private byte[] _answer = [];
    private SobolevException? _end;
    private int _waiting;

    /// <summary>Starts the bridge and waits for its first word.</summary>
    public AleBridge(string rom, AtariOptions machine, AleOptions keys, TimeProvider time)
    {
        _keys = keys;
        _isState = length => length == AleGame.StateSize + Height * Width;
        _process = new AleProcess(rom, machine, keys);
        _watch = time.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            var hello = Await(AleKind.Hello, length => length >= 8 && length % 4 == 0);
            (Height, Width, Actions) = (Number(hello), Number(hello[4..]), hello.Length / 4 - 2);
            HasFire = Actions > 1 && Number(hello[12..]) == FireAction;
            if (Actions is < 1 or > 256 || Height is < Canvas.Side or > 1024 || Width is < Canvas.Side or > 1024)
                throw Ended($"offers {Actions} actions on a screen of {Height}x{Width}", "");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Actions { get; }

    /// <summary>Whether the second action is the fire button.</summary>
    public bool HasFire { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Asks for a new episode; <see cref="State"/> has the answer.</summary>
    public void AskStart(uint seed) => Ask(AleKind.Start, seed, 0);

    /// <summary>Asks to hold an action for some frames; <see cref="State"/> has the answer.</summary>
    public void AskAct(int action, int frames) => Ask(AleKind.Act, (uint)action, (uint)frames);

    /// <summary>Waits for the state that answers the request; its payload is valid until the next one.</summary>
    public ReadOnlySpan<byte> State() => Await(AleKind.State, _isState);

    private void Ask(AleKind kind, uint first, uint second)
    {
        if (_end is not null)
            throw _end;
        AleMessage.WriteHeader(_request, kind, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(_request.AsSpan(AleMessage.HeaderSize), first);
        BinaryPrimitives.WriteUInt32LittleEndian(_request.AsSpan(AleMessage.HeaderSize + 4), second);
        try
        {
            _process.ToBridge.Write(_request);
            _process.ToBridge.Flush();
        }
        catch (IOException)
        {
            // it has closed its end; why, it may have said on the other pipe
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _process.Dispose();
    }

    private ReadOnlySpan<byte> Await(AleKind expected, Predicate<int> fits)
    {
        Volatile.Write(ref _waiting, 1);
        _watch.Change(_keys.Timeout, Timeout.InfiniteTimeSpan);
        var late = false;
        try
        {
            var (kind, length) = Receive();
            // the watch may strike between an answer and here: then the bridge is gone, answer or not
            if (late = StopWatch())
                throw new EndOfStreamException();
            if (kind == AleKind.Failure && length >= 4)
                throw Refused((AleFailure)Number(_answer), Encoding.UTF8.GetString(_answer.AsSpan(4, length - 4)));
            if (kind != expected || !fits(length))
                throw new InvalidDataException($"{length} bytes of kind {kind} where one of kind {expected} was due");
            return _answer.AsSpan(0, length);
        }
        catch (InvalidDataException error)
        {
            StopWatch();
            _process.Kill();
            throw Ended($"sent something that is not its protocol: {error.Message}",
                $"{_keys.Python} must be a plain Python that prints nothing itself; set another in {AleOptions.PythonVariable}");
        }
        catch (Exception error) when (error is EndOfStreamException or IOException)
        {
            throw late || StopWatch()
                ? Ended($"did not answer within {_keys.Timeout.TotalSeconds:0.###} s", "check whether the machine is overloaded")
                : Ended(_process.End(), "if memory is short, use fewer games at once; resume from the checkpoint with --resume");
        }
    }

    private (AleKind Kind, int Length) Receive()
    {
        _process.FromBridge.ReadExactly(_header);
        var (kind, length) = AleMessage.ReadHeader(_header);
        if (_answer.Length < length)
            _answer = new byte[length];
        _process.FromBridge.ReadExactly(_answer.AsSpan(0, length));
        return (kind, length);
    }

    /// <summary>Whether it has struck.</summary>
    private bool StopWatch()
    {
        _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Interlocked.Exchange(ref _waiting, 0) == 2;
    }

    private void GiveUp()
    {
        if (Interlocked.CompareExchange(ref _waiting, 2, 1) == 1)
            _process.Kill();
    }

    private SobolevException Ended(string how, string remedy)
    {
        var words = _process.LastWords();
        var said = words.Length == 0 ? "" : $"; its last words: {words}";
        return _end = new SobolevException(
            ExitCode.DataMissing,
            $"ale: the bridge to the Arcade Learning Environment {how}{said}{(remedy.Length == 0 ? "" : "; ")}{remedy}");
    }

    private SobolevException Refused(AleFailure failure, string text) => _end = new SobolevException(ExitCode.DataMissing, failure switch
    {
        AleFailure.NotInstalled => $"ale: {text}; install the Arcade Learning Environment (pip install ale-py), or set the Python that has "
            + $"it in {AleOptions.PythonVariable}",
        AleFailure.TooOld => $"ale: {text}; install 0.9 or later (pip install --upgrade ale-py)",
        AleFailure.NoSetting => $"ale: {text}",
        AleFailure.NoRom =>
            $"ale: {text}; give a game as ale_py names it (ale:pong, ale:space_invaders) or a ROM file (ale:path/to/rom.bin)",
        _ => $"ale: the bridge to the Arcade Learning Environment failed: {text}",
    });

    private static int Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);
}
