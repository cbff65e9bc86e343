using Serilog.Core;
using Serilog.Events;

namespace Sobolev.Cli;

/// <summary>The debug log of --verbose.</summary>
internal sealed class ErrorStreamSink(Terminal terminal) : ILogEventSink
{
    public void Emit(LogEvent logEvent) =>
        terminal.WriteLine($"{logEvent.Level.ToString().ToLowerInvariant()}: {logEvent.RenderMessage()}");
}
