using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sobolev.Cli;

/// <summary><c>--help</c>: for the whole tool the verbs first, each with an example; for a single command the library's help.</summary>
internal sealed class HelpScreen(RootCommand root, Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command != root)
        {
            foreach (var option in parseResult.CommandResult.Command.Options.OfType<KeyOption>())
                option.Explain();
            // the library's help writes to the output of the invocation
            parseResult.InvocationConfiguration.Output = terminal.Output;
            return new HelpAction().Invoke(parseResult);
        }

        var output = terminal.Output;
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Verbs (each with --help):");
        foreach (var verb in Verbs.All)
        {
            output.WriteLine($"  {verb.Name,-12} {verb.Summary}");
            output.WriteLine($"  {"",-12} {verb.Example}");
        }

        output.WriteLine();
        output.WriteLine("Other commands:");
        foreach (var command in root.Subcommands.Where(command => Verbs.All.All(verb => verb.Name != command.Name)))
            output.WriteLine($"  {command.Name,-12} {command.Description?.Split('\n')[0]}");
        output.WriteLine();
        output.WriteLine("Options: --help, --version");
        output.WriteLine("Completion of commands and options in your shell: sobolev completion bash|zsh|pwsh");
        output.WriteLine("Exit codes: 0 done, 1 failed, 2 wrong usage or config, 3 data missing or corrupt, 4 diverged, 5 "
            + "out of memory or disk,");
        output.WriteLine("            75 stopped by --max-time (resume with --resume), 130 / 143 stopped by SIGINT / SIGTERM "
            + "after a checkpoint.");
        return 0;
    }
}
