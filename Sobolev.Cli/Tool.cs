using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The command line as a whole: words in, an exit code out. The one place where an error becomes a line and a number.</summary>
internal static class Tool
{
    public static int Run(IReadOnlyList<string> words, Terminal terminal)
    {
        try
        {
            var root = Root(terminal, words.Count == 0 ? ["--help"] : words);
            var parsed = root.Parse(words);
            if (words.Count == 0)
                return HelpOnWrongUsage(root, terminal, parsed);
            // help is for those who do not know yet what a command requires
            if (parsed.GetResult(HelpOf(root)) is { Implicit: false })
                return new HelpScreen(root, terminal).Invoke(parsed);
            // a line that a shell completes is not finished, so it may have errors
            var isCompletion = root.Directives.OfType<SuggestDirective>().Any(suggest => parsed.GetResult(suggest) is not null);
            if (parsed.Errors.Count > 0 && !isCompletion)
                return Refuse(parsed, terminal);
            return isCompletion ? Suggest(parsed, terminal) : Invoke(parsed, terminal.Output, terminal.Error);
        }
        catch (Exception error)
        {
            WriteLine(error, terminal);
            return (int)(Known(error)?.ExitCode ?? ExitCode.Failed);
        }
    }

    private static int Invoke(ParseResult parsed, TextWriter output, TextWriter error) => parsed.Invoke(new InvocationConfiguration
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    });

    // System.CommandLine ends these lines as the system does; bash takes the CR of Windows for a part of the word
    private static int Suggest(ParseResult parsed, Terminal terminal)
    {
        using var words = new StringWriter();
        var exitCode = Invoke(parsed, words, terminal.Error);
        terminal.Output.Write(words.ToString().ReplaceLineEndings("\n"));
        return exitCode;
    }

    /// <summary>The error as lines for the user.</summary>
    public static void WriteLine(Exception error, Terminal terminal)
    {
        if (Known(error) is { } known)
        {
            foreach (var line in known.Message.Split('\n'))
                terminal.WriteLine(line);
            return;
        }

        // an unexpected error; libtorch's message continues with pages of C++ frames: one line for the user, the rest for the developer
        var name = error is ExternalException ? "error in libtorch" : error.GetType().Name;
        terminal.WriteLine($"unexpected {name}: {error.Message.Split('\n')[0]} (the run's log.txt, or SOBOLEV_TRACE=1, has the "
            + $"details; please report it)");
        if (Environment.GetEnvironmentVariable("SOBOLEV_TRACE") == "1")
            terminal.Error.WriteLine(error);
    }

    private static SobolevException? Known(Exception error) =>
        error as SobolevException ?? MemoryErrors.Describe(error, "reduce the amount of work");

    private static HelpOption HelpOf(RootCommand root) => root.Options.OfType<HelpOption>().Single();

    private static int HelpOnWrongUsage(RootCommand root, Terminal terminal, ParseResult parsed)
    {
        new HelpScreen(root, terminal).Invoke(parsed);
        return (int)ExitCode.Usage;
    }

    /// <param name="words">The command line: the commands that it names have their options. Without words all of them have.</param>
    internal static RootCommand Root(Terminal terminal, IReadOnlyList<string> words)
    {
        var root = new RootCommand("Sobolev training: networks that match a function's derivatives as well as its values.");
        foreach (var verb in Verbs.All)
            root.Subcommands.Add(verb.Command(terminal, words));
        root.Subcommands.Add(PredictCommand.Create(terminal));
        root.Subcommands.Add(ExportCommand.Create(terminal));
        root.Subcommands.Add(VerifyCommand.Create(terminal, words));
        root.Subcommands.Add(DataCommand.Create(terminal));
        root.Subcommands.Add(RunsCommand.Create(terminal, words));
        root.Subcommands.Add(ConfigCommand.Create(terminal));
        root.Subcommands.Add(DoctorCommand.Create(terminal));
        root.Subcommands.Add(CompletionCommand.Create(terminal));
        HelpOf(root).Action = new HelpScreen(root, terminal);
        return root;
    }

    /// <summary>Wrong usage: one line for each mistake, with the nearest name where a word is unknown.</summary>
    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        foreach (var unknown in parsed.UnmatchedTokens)
        {
            IEnumerable<string> known = unknown.StartsWith('-')
                ? command.Options.Select(option => option.Name)
                : command.Subcommands.Select(sub => sub.Name);
            var nearest = Nearest.Name(unknown, known);
            var kind = unknown.StartsWith('-') ? "option" : command is RootCommand ? "verb" : "word";
            terminal.WriteLine($"{unknown}: unknown {kind}{(nearest is null ? "" : $"; did you mean {nearest}?")} (see: "
                + $"{Path(parsed.CommandResult)} --help)");
        }

        foreach (var error in parsed.Errors.Where(error => parsed.UnmatchedTokens.Count == 0 || error.SymbolResult is not CommandResult))
            terminal.WriteLine($"{error.Message} (see: {Path(parsed.CommandResult)} --help)");
        return (int)ExitCode.Usage;
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "sobolev";
}
