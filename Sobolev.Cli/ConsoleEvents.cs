using System.Runtime.InteropServices;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>
/// Events of a Windows console, which .NET names by signals, that end a run after a checkpoint: Ctrl+Break (SIGQUIT), which is also the
/// only event that another program can send, the closing of the window (SIGHUP) and the end of the session (SIGTERM).
/// </summary>
/// <param name="signal">Passes the events on to the run.</param>
/// <param name="waitForEnd">
/// Waits until the process ends. When the handler of a closed window returns, Windows ends the process at once; until then the process
/// has 5 s for its checkpoint.
/// </param>
internal sealed class ConsoleEvents(StopSignal signal, Action waitForEnd)
{
    private volatile bool _isClosing;

    /// <summary>Whether a handler waits for the end of the process.</summary>
    public bool IsClosing => _isClosing;

    public IEnumerable<PosixSignalRegistration> Register() =>
    [
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnBreak),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnClose),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnClose),
    ];

    internal void OnBreak(PosixSignalContext context)
    {
        context.Cancel = true;
        signal.Stop(StopReason.Terminate);
    }

    internal void OnClose(PosixSignalContext context)
    {
        _isClosing = true;
        OnBreak(context);
        waitForEnd();
    }
}
