using System.Runtime.InteropServices;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>Hears the operating system: SIGINT and SIGTERM ask the run to stop after a checkpoint, SIGUSR1 asks for a checkpoint.</summary>
internal sealed class Signals : IDisposable
{
    // PosixSignal has no name for SIGUSR1; its raw number depends on the system
    private static readonly PosixSignal _sigusr1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);

    private readonly List<PosixSignalRegistration> _registrations = [];

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
        Hear(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            signal.Stop(StopReason.Terminate);
        });
        if (!OperatingSystem.IsWindows())
        {
            Hear(_sigusr1, context =>
            {
                context.Cancel = true;
                signal.RequestCheckpoint();
            });
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Hear(PosixSignal posix, Action<PosixSignalContext> handler) => _registrations.Add(PosixSignalRegistration.Create(posix, handler));
}
