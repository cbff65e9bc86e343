using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sobolev.Runs;

/// <summary>
/// Commit and state of the git repository around the working directory, which may be a stranger's: nothing that its config, its hooks or
/// its attributes name is ever run.
/// </summary>
/// <remarks>
/// <c>git status</c> runs what a repository's config names (core.fsmonitor, filters) and its hooks. It is therefore asked about the
/// repository's index, objects and files in a git folder of our own, whose config is empty.
/// </remarks>
internal static class Repository
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>git's settings of a command come after those of all config files.</summary>
    private static readonly string[] _harmless =
        ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c",
            "core.fileMode=false", "--no-optional-locks"];

    // the repository as git finds it; these would lead to another one
    private static readonly string[] _placed = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

    /// <summary>Commit and dirty flag; null without a repository or without git. The flag is null where git does not say.</summary>
    public static JsonObject? Around(string folder)
    {
        // reads references only: none of these words has git run anything
        if (Ask(folder, [], "rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-path", "objects", "HEAD")?.Split('\n')
            is not [var top, var git, var objects, { Length: >= 40 } commit])
            return null;
        var scratch = Directory.CreateTempSubdirectory("sobolev-git-").FullName;
        try
        {
            return new JsonObject
            {
                ["commit"] = commit,
                ["dirty"] = IsDirty(scratch, top, git, Path.GetFullPath(objects, folder), commit),
            };
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static bool? IsDirty(string scratch, string top, string git, string objects, string commit)
    {
        Directory.CreateDirectory(Path.Combine(scratch, "objects"));
        Directory.CreateDirectory(Path.Combine(scratch, "refs"));
        Files.AtomicFile.WriteText(Path.Combine(scratch, "HEAD"), commit + "\n");
        // 64 digits: a repository of SHA-256
        var form = commit.Length == 64
            ? "\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
            : "\trepositoryformatversion = 0\n";
        Files.AtomicFile.WriteText(Path.Combine(scratch, "config"), "[core]\n\tbare = false\n" + form);
        (string, string)[] places = [("GIT_DIR", scratch), ("GIT_WORK_TREE", top), ("GIT_INDEX_FILE", Path.Combine(git, "index")),
            ("GIT_OBJECT_DIRECTORY", objects)];
        // a submodule has a separate config
        return Ask(top, places, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all") is { } changes
            ? changes.Length > 0
            : null;
    }

    private static string? Ask(string folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        if (Files.Executables.Find("git") is not { } program)
            return null;
        var start = new ProcessStartInfo(program, [.. _harmless, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        if (variables.Length > 0)
        {
            foreach (var name in _placed)
                start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEndAsync();
            _ = git.StandardError.ReadToEndAsync();
            if (git.WaitForExit(_patience))
                return git.ExitCode == 0 ? output.Result.Trim() : null;
            git.Kill();
            return null;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
