using System.CommandLine;
using Sobolev.Cli;

namespace Sobolev.Tests.Cli;

/// <summary>Every command explains itself, also one that requires an argument or an option.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands
    {
        get
        {
            var terminal = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, false, false);
            return [.. Paths(Tool.Root(terminal, []), "")];
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_has_help_on_standard_output(string command)
    {
        foreach (var option in new[] { "--help", "-h" })
        {
            var help = ToolInProcess.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), option]);
            Assert.Equal(0, help.ExitCode);
            Assert.Equal("", help.Error);
            Assert.Contains("--help", help.Output);
        }
    }

    [Theory]
    [InlineData("predict", "--model", "--hessian")]
    [InlineData("runs draw", "RUN", "--help")]
    public void Help_names_what_a_command_requires(string command, string required, string optional)
    {
        var help = ToolInProcess.Run([.. command.Split(' '), "--help"]).Output;
        Assert.Contains(required, help, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(optional, help);
    }

    [Theory]
    [InlineData("regress", "--seeds", "[a whole number from 1 to 10000; default: 3]")]
    [InlineData("regress", "--samples", "default: 20]")]
    [InlineData("distill teacher", "--game", "[a list; each text; default: pong]")]
    [InlineData("distill score", "--episodes", "[a whole number from 2 to 100000; default: 100]")]
    [InlineData("verify", "--dim", "[a whole number from 1 to 256; default: 4]")]
    [InlineData("data example", "--missing", "[0 to 1]")]
    public void Help_has_the_type_the_range_and_the_default_of_an_option(string command, string option, string facts)
    {
        var help = ToolInProcess.Run([.. command.Split(' '), "--help"]).Output;
        Assert.Contains(facts, help.Split('\n').Single(line => line.TrimStart().StartsWith(option + " ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_option_of_a_key_has_its_constraint_in_the_help(string command)
    {
        var root = Tool.Root(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, false, false), []);
        var last = command.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((Command)root, (above, name) => above.Subcommands.Single(sub => sub.Name == name));
        var help = ToolInProcess.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Output;
        Assert.All(last.Options.OfType<KeyOption>().Where(option => option.Key.Constraint != "text"),
            option => Assert.Contains($"[{option.Key.Constraint}", help));
    }

    [Fact]
    public void The_list_of_commands_has_a_line_each()
    {
        var lines = ToolInProcess.Run("--help").Output.Split('\n');
        var other = lines.SkipWhile(line => line != "Other commands:").Skip(1).TakeWhile(line => line.Length > 0).ToArray();
        Assert.Equal(["predict", "export", "verify", "data", "runs", "config", "doctor", "completion"],
            other.Select(line => line.Trim().Split(' ')[0]));
    }

    [Fact]
    public void Without_a_word_the_tool_shows_its_help_as_wrong_usage()
    {
        var bare = ToolInProcess.Run();
        Assert.Equal(2, bare.ExitCode);
        Assert.Equal(ToolInProcess.Run("--help").Output, bare.Output);
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}".Trim())).Prepend(path);
}
