using System.Text;
using Spectre.Console;

namespace Sobolev.Cli;

/// <summary>The two streams of the process: the result goes to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
internal sealed record Terminal(TextWriter Output, TextWriter Error, TextReader Input, bool OutputIsTerminal, bool ErrorIsTerminal, bool Colour)
{
    /// <summary>The streams of the process: UTF-8 and line feeds on every system, as in the files of a run.</summary>
    public static Terminal OfProcess()
    {
        // by itself a Windows console has the code page of its country
        Console.OutputEncoding = Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.Out.NewLine = Console.Error.NewLine = "\n";
        return new Terminal(
            Console.Out,
            Console.Error,
            Console.In,
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected,
            // no-color.org: any value but the empty one
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    /// <summary>One line for the user; its first word distinguishes it from progress.</summary>
    public void WriteLine(string message) => Error.WriteLine($"sobolev: {message}");

    public IAnsiConsole Rich(TextWriter stream, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isTerminal && Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        Out = new AnsiConsoleOutput(stream),
    });
}
