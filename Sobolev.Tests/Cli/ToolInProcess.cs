using Sobolev.Cli;

namespace Sobolev.Tests.Cli;

/// <summary>The tool run inside the test: what it wrote and the exit code.</summary>
internal sealed record ToolInProcess(int ExitCode, string Output, string Error)
{
    public static ToolInProcess Run(params string[] words) => RunWith("", words);

    public static ToolInProcess RunWith(string input, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var reader = new StringReader(input);
        var exitCode = Tool.Run(words,
            new Terminal(output, TextWriter.Synchronized(error), reader, OutputIsTerminal: false, ErrorIsTerminal: false, Colour: false));
        return new ToolInProcess(exitCode, output.ToString(), error.ToString());
    }
}
