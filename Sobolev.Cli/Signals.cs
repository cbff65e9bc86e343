using System.Runtime.InteropServices;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>
/// Hears the operating system: SIGINT, SIGTERM and SIGHUP, and on Windows <see cref="ConsoleEvents"/>, ask the run to stop after a
/// checkpoint, SIGUSR2 and SIGXCPU too, as schedulers send them when time is up; SIGUSR1 asks for a checkpoint.
/// </summary>
internal sealed class Signals : IDisposable
{
    // PosixSignal has no names for these; their raw numbers depend on the system
    private static readonly PosixSignal _sigusr1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);
    private static readonly PosixSignal _sigusr2 = (PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12);
    private static readonly PosixSignal _sigxcpu = (PosixSignal)24;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ConsoleEvents? _console;

    private readonly StopSignal _signal;

    public Signals(StopSignal signal, Action<string> tell)
    {
        _signal = signal;
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
            StopOn(PosixSignal.SIGTERM, StopReason.Terminate);
            StopOn(PosixSignal.SIGHUP, StopReason.HangUp);
            StopOn(_sigusr2, StopReason.TimeIsUp);
            StopOn(_sigxcpu, StopReason.TimeIsUp);
            Hear(_sigusr1, context =>
            {
                context.Cancel = true;
                signal.RequestCheckpoint();
            });
        }
    }

    /// <summary>A request for a checkpoint that comes before a run has begun asks for nothing; it must not end the process.</summary>
    public static IDisposable? IgnoreEarlyRequests() =>
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(_sigusr1, context => context.Cancel = true);

    public void Dispose()
    {
        // Windows does not let go of a handler while another one waits for the end of the process
        if (_console is { IsClosing: true })
            return;
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void StopOn(PosixSignal posix, StopReason reason) => Hear(posix, context =>
    {
        context.Cancel = true;
        _signal.Stop(reason);
    });

    private void Hear(PosixSignal posix, Action<PosixSignalContext> handler) =>
        _registrations.Add(PosixSignalRegistration.Create(posix, handler));
}
