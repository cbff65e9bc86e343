using System.CommandLine;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary><c>sobolev completion</c>: the script that lets a shell complete the words of the tool.</summary>
/// <remarks>The scripts ask the tool itself: <c>sobolev [suggest:POSITION] LINE</c> prints the words that can follow, one a line.</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        # load it in ~/.bashrc: source <(sobolev completion bash)
        _sobolev() {
            local line=${COMP_LINE:0:COMP_POINT} IFS=$'\n'
            line=${line#*[[:space:]]}
            COMPREPLY=($(compgen -W "$(sobolev "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
        }
        complete -o default -F _sobolev sobolev

        """;

    private const string Zsh = """
        # load it in ~/.zshrc, after compinit: source <(sobolev completion zsh)
        _sobolev() {
            local line="${words[2,CURRENT]}"
            local -a found
            found=("${(@f)$(sobolev "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if [[ -n "$found" ]]; then compadd -S '' -- $found; else _files; fi
        }
        compdef _sobolev sobolev

        """;

    private const string PowerShell = """
        # load it in $PROFILE: sobolev completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName sobolev -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.ToString().PadRight($position).Substring(0, $position) -replace '^\S+\s', ''
            sobolev "[suggest:$($line.Length)]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    private static readonly Dictionary<string, string> _scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["pwsh"] = PowerShell };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", _scripts.Keys) };
        shell.CompletionSources.Add([.. _scripts.Keys]);
        var command = new Command(
            "completion",
            "print the script that completes commands and options in a shell\n\nbash: source <(sobolev completion "
                + "bash)\nzsh: source <(sobolev "
            + "completion zsh)\nPowerShell: sobolev completion pwsh | Out-String | Invoke-Expression") { shell };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(shell);
            terminal.Output.Write(_scripts.TryGetValue(name, out var script) ? script.ReplaceLineEndings("\n") : throw new SobolevException(
                ExitCode.Usage,
                $"{name}: unknown shell{(Nearest.Name(name, _scripts.Keys) is { } nearest ? $"; did you mean {nearest}?" : "")} (there are "
                + $"{string.Join(", ", _scripts.Keys)})"));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
