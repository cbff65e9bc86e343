using System.Diagnostics;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>run.json holds no secrets of the environment, and no code of a repository runs for it.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_Slurm_only_what_describes_the_job_is_kept()
    {
        string[] names = ["SLURM_JOB_ID", "SLURM_JWT", "SLURM_CONF", "SLURM_SOMETHING_NEW"];
        foreach (var name in names)
            Environment.SetEnvironmentVariable(name, "eyJsecret");
        try
        {
            var kept = (JsonObject)Provenance.Collect([], new CountingExperiment.Keys(), new Dictionary<string, string>())["slurm"]!;
            Assert.Equal(["SLURM_JOB_ID"], kept.Select(pair => pair.Key).Intersect(names));
        }
        finally
        {
            foreach (var name in names)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Commit_and_changes_are_told()
    {
        var commit = MakeRepository();
        Assert.Equal((commit, false), Told());
        File.WriteAllText(_folder.File("file.txt"), "other\n");
        Assert.Equal((commit, true), Told());
        Directory.CreateDirectory(_folder.File("below"));
        Assert.Equal(commit, (string?)Repository.Around(_folder.File("below"))!["commit"]);
    }

    [Fact]
    public void Nothing_that_the_repository_names_is_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the hooks of this test are scripts of a shell");
        MakeRepository();
        var victim = _folder.File("ran");
        var script = _folder.File("hook.sh");
        File.WriteAllText(script, $"#!/bin/sh\ntouch {victim}\ncat\n");
        Git("config", "core.fsmonitor", script);
        Git("config", "filter.bad.clean", script);
        Git("config", "filter.bad.required", "true");
        Git("config", "diff.external", script);
        Git("config", "core.hooksPath", _folder.Path);
        foreach (var hook in new[] { "post-index-change", "query-watchman", "fsmonitor-watchman" })
            File.Copy(script, _folder.File(hook));
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(_folder.File(".gitattributes"), "*.txt filter=bad\n");
        File.WriteAllText(_folder.File("file.txt"), "grown\n");
        File.SetLastWriteTimeUtc(_folder.File("file.txt"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));
        Assert.True(Told().Dirty);
        Assert.False(File.Exists(victim));
        // the test itself can fail: git as users call it runs it
        Git("status");
        Assert.True(File.Exists(victim));
    }

    [Fact]
    public void A_folder_without_a_repository_has_none() => Assert.Null(Repository.Around(_folder.Path));

    private (string? Commit, bool? Dirty) Told()
    {
        var told = Repository.Around(_folder.Path)!;
        return ((string?)told["commit"], (bool?)told["dirty"]);
    }

    private string MakeRepository()
    {
        Assert.SkipWhen(Executables.Find("git") is null, "needs git");
        Git("init", "-q");
        File.WriteAllText(_folder.File("file.txt"), "text\n");
        Git("add", "file.txt");
        Git("-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "m");
        return Git("rev-parse", "HEAD").Trim();
    }

    private string Git(params string[] words)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", _folder.Path, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output;
    }
}
