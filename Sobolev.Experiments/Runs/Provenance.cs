using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>
/// Provenance of a run: versions, commit, machine. Only SLURM_* environment variables are kept, because others may hold secrets.
/// </summary>
internal static class Provenance
{
    public static JsonObject Collect(IReadOnlyList<string> commandLine, RunConfig config, IReadOnlyDictionary<string, string> facts) => new()
    {
        ["command_line"] = string.Join(' ', commandLine),
        ["versions"] = new JsonObject
        {
            ["sobolev"] = Machine.ToolVersion(),
            ["torchsharp"] = typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3),
            ["dotnet"] = Environment.Version.ToString(),
        },
        ["git"] = Git(),
        ["machine"] = new JsonObject
        {
            ["os"] = RuntimeInformation.OSDescription,
            ["cpu"] = Machine.CpuName(),
            ["cores"] = Environment.ProcessorCount,
        },
        ["threads"] = config.Threads > 0 ? config.Threads : Environment.ProcessorCount,
        ["facts"] = new JsonObject(facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))),
        ["slurm"] = new JsonObject(SlurmVariables()),
    };

    /// <summary>Commit and dirty flag of the repository in the working directory; null without a repository or without git.</summary>
    private static JsonObject? Git()
    {
        if (GitSays("rev-parse", "HEAD") is not { Length: > 0 } commit)
            return null;
        return new JsonObject { ["commit"] = commit, ["dirty"] = GitSays("status", "--porcelain", "--untracked-files=no") is { Length: > 0 } };
    }

    private static string? GitSays(params string[] arguments)
    {
        if (Executables.Find("git") is not { } program)
            return null;
        try
        {
            using var git = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = git!.StandardOutput.ReadToEndAsync();
            if (!git.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                git.Kill();
                return null;
            }

            return git.ExitCode == 0 ? output.Result.Trim() : null;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> SlurmVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => variable.Key.ToString()!.StartsWith("SLURM_", StringComparison.Ordinal))
            .OrderBy(variable => variable.Key.ToString(), StringComparer.Ordinal)
            .Select(variable => KeyValuePair.Create(variable.Key.ToString()!, (JsonNode?)variable.Value?.ToString()));
}
