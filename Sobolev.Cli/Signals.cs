using System.Runtime.InteropServices;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>
/// Hears the operating system: SIGINT and SIGTERM, and on Windows <see cref="ConsoleEvents"/>, ask the run to stop after a checkpoint;
/// SIGUSR1 asks for a checkpoint.
/// </summary>
internal sealed class Signals : IDisposable
{
    // PosixSignal has no name for SIGUSR1; its raw number depends on the system
    private static readonly PosixSignal _sigusr1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ConsoleEvents? _console;

    public Signals(StopSignal signal, Action<string> tell)
    {
        Hear(PosixSignal.SIGINT, context =>
        {
            // a second one is not cancelled: it ends the process at once
            context.Cancel = signal.Reason == StopReason.None;
            signal.Stop(StopReason.Interrupt);
            if (context.Cancel)
                tell("stopping after a checkpoint; a second signal stops at once");
        });
        if (OperatingSystem.IsWindows())
        {
            _console = new ConsoleEvents(signal, () => Thread.Sleep(Timeout.Infinite));
            _registrations.AddRange(_console.Register());
        }
        else
        {
            Hear(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                signal.Stop(StopReason.Terminate);
            });
            Hear(_sigusr1, context =>
            {
                context.Cancel = true;
                signal.RequestCheckpoint();
            });
        }
    }

    public void Dispose()
    {
        // Windows does not let go of a handler while another one waits for the end of the process
        if (_console is { IsClosing: true })
            return;
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void Hear(PosixSignal posix, Action<PosixSignalContext> handler) => _registrations.Add(PosixSignalRegistration.Create(posix, handler));
}
