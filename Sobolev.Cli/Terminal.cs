using System.Text;
using Spectre.Console;

namespace Sobolev.Cli;

/// <summary>The two streams of the process: the result goes to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
internal sealed record Terminal(TextWriter Output, TextWriter Error, TextReader Input, bool OutputIsTerminal,
    bool ErrorIsTerminal, bool Colour)
{
    /// <summary>Whether a person types the input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>
    /// The streams of the process: UTF-8 and line feeds on every system, as in the files of a run. One that the process was not given
    /// swallows what is written, and refuses to be read.
    /// </summary>
    public static Terminal OfProcess()
    {
        var (hasInput, hasOutput, hasError) = (StandardStreams.HasInput, StandardStreams.HasOutput, StandardStreams.HasError);
        // by itself a Windows console has the code page of its country
        if (hasInput && hasOutput)
            Console.OutputEncoding = Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            hasOutput ? new ResultWriter(Console.Out) { NewLine = "\n" } : TextWriter.Null,
            hasError ? TextWriter.Synchronized(new ForgivingWriter(Console.Error) { NewLine = "\n" }) : TextWriter.Null,
            hasInput ? Console.In : new ClosedReader(),
            hasOutput && !Console.IsOutputRedirected,
            hasError && !Console.IsErrorRedirected,
            // no-color.org: any value but the empty one
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        { InputIsTerminal = hasInput && !Console.IsInputRedirected };
    }

    /// <summary>One line for the user; its first word distinguishes it from progress.</summary>
    public void WriteLine(string message) => Error.WriteLine($"sobolev: {Printable.Of(message)}");

    public IAnsiConsole Rich(TextWriter stream, bool isTerminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isTerminal && Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        Out = new AnsiConsoleOutput(stream),
    });

    private sealed class ClosedReader : TextReader
    {
        public override int Read() => throw new IOException("standard input is closed");

        public override int Read(char[] buffer, int index, int count) => Read();
    }
}
