using System.Runtime.InteropServices;
using Sobolev.Cli;
using Sobolev.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>The answers to events of a Windows console; the smoke test under Wine sends Ctrl+C itself.</summary>
public sealed class ConsoleEventsTests
{
    [Fact]
    public void Ctrl_Break_ends_the_run_after_a_checkpoint()
    {
        var signal = new StopSignal();
        var events = new ConsoleEvents(signal, () => Assert.Fail("waited"));
        var context = new PosixSignalContext(PosixSignal.SIGQUIT);
        events.OnBreak(context);
        Assert.True(context.Cancel);
        Assert.Equal(StopReason.Terminate, signal.Reason);
        Assert.False(events.IsClosing);
    }

    /// <summary>A handler that returns before the end of the run would let Windows end the process without a checkpoint.</summary>
    [Fact]
    public void The_handler_of_a_closed_window_waits_for_the_end_of_the_process()
    {
        var signal = new StopSignal();
        using var ended = new ManualResetEventSlim();
        var events = new ConsoleEvents(signal, ended.Wait);
        var context = new PosixSignalContext(PosixSignal.SIGHUP);
        var handler = new Thread(() => events.OnClose(context));
        handler.Start();
        Assert.True(SpinWait.SpinUntil(() => signal.Reason == StopReason.Terminate, TimeSpan.FromMinutes(1)));
        Assert.True(context.Cancel);
        Assert.True(events.IsClosing);
        Assert.True(handler.IsAlive);
        ended.Set();
        handler.Join();
    }
}
