using System.CommandLine;
using Sobolev.Cli;

namespace Sobolev.Tests.Cli;

/// <summary>Shells complete the words of the tool.</summary>
public sealed class CompletionTests
{
    [Theory]
    [MemberData(nameof(HelpTests.Commands), MemberType = typeof(HelpTests))]
    public void Each_command_suggests_its_commands_and_options(string command)
    {
        var known = Tool.Root(new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, false, false), []);
        var last = command.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((Command)known, (above, name) => above.Subcommands.Single(sub => sub.Name == name));
        var line = command.Length == 0 ? "" : command + " ";
        var suggested = Suggested(line);
        Assert.All(last.Subcommands, sub => Assert.Contains(sub.Name, suggested));
        var options = Suggested(line + "--");
        Assert.All(last.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, options));
    }

    [Theory]
    [InlineData("reg", "regress")]
    [InlineData("regress --pre", "--preset")]
    [InlineData("regress --preset ", "paper")]
    [InlineData("regress --fn ros", "rosenbrock")]
    [InlineData("regress --set optim", "optimiser.learning_rate=")]
    [InlineData("distill teacher --game ", "breakout")]
    [InlineData("verify ", "proposition-1")]
    [InlineData("export --format ", "onnx")]
    [InlineData("completion ", "zsh")]
    public void A_word_that_is_begun_is_completed(string line, string expected) => Assert.Contains(expected, Suggested(line));

    [Fact]
    [Trait("Speed", "Slow")]
    public void Bash_completes_with_the_script()
    {
        using var bash = ToolProcess.StartShell("""
            sobolev() { local IFS=' '; $SOBOLEV "$@"; }
            source <(sobolev completion bash)
            complete_line() {
                COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1)
                [[ $1 == *' ' ]] && COMP_WORDS+=("")
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
                _sobolev 2>/dev/null
                echo "${COMPREPLY[*]}"
            }
            complete -p sobolev
            complete_line 'sobolev regr'
            complete_line 'sobolev regress --resu'
            complete_line 'sobolev runs '
            """);
        var (exitCode, output, error) = bash.Wait();
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        var lines = output.Split('\n');
        Assert.Equal("complete -o default -F _sobolev sobolev", lines[0]);
        Assert.Equal("regress", lines[1]);
        Assert.Equal("--resume", lines[2]);
        Assert.All(["list", "show", "compare", "draw"], word => Assert.Contains(word, lines[3].Split(' ')));
    }

    [Fact]
    public void An_unknown_shell_is_refused_with_the_nearest()
    {
        var refused = ToolInProcess.Run("completion", "bsh");
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("sobolev: bsh: unknown shell; did you mean bash? (there are bash, zsh, pwsh)\n", refused.Error);
    }

    private static string[] Suggested(string line)
    {
        var run = ToolInProcess.Run($"[suggest:{line.Length}]", line);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Split('\n');
    }
}
