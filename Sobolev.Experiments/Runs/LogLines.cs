using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Sobolev.Runs;

/// <summary>One line for each event of log.txt, for any names in it; the lines of a failure's trace follow, indented.</summary>
internal sealed class LogLines : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _message =
        new("{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, line);
        output.WriteLine(Printable.Of(line.ToString()));
        if (logEvent.Exception is not { } error)
            return;
        foreach (var traced in error.ToString().Split('\n'))
            output.WriteLine("    " + Printable.Of(traced.TrimEnd('\r')));
    }
}
