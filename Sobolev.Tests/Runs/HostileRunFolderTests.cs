using Sobolev.Runs;
using Sobolev.Tests.Hostile;

namespace Sobolev.Tests.Runs;

/// <summary>Links, pipes and names in a run folder lead nowhere.</summary>
public sealed class HostileRunFolderTests : CountingRunTests
{
    [Theory]
    [InlineData("log.txt")]
    [InlineData("run.lock")]
    [InlineData("metrics.csv")]
    [InlineData("models")]
    [InlineData("plots")]
    [InlineData("checkpoints")]
    public void No_link_leads_out_of_a_folder(string name)
    {
        SymbolicLinks.SkipIfNone();
        var path = Stopped("linked");
        var (inside, outside) = (Path.Combine(path, name), Folder.File("outside"));
        var isFolder = Directory.Exists(inside) || name is "models" or "plots";
        Directory.CreateDirectory(outside);
        var target = isFolder ? outside : Path.Combine(outside, "victim");
        File.WriteAllText(Path.Combine(outside, "victim"), "mine");
        if (Directory.Exists(inside))
            Directory.Delete(inside, recursive: true);
        File.Delete(inside);
        Directory.CreateSymbolicLink(inside, target);
        var error = Assert.Throws<SobolevException>(() => Run(new(), null, resume: path));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains($"{inside}: a link", error.Message, StringComparison.Ordinal);
        Assert.Throws<SobolevException>(() => RunCatalogue.RefuseLinks(path));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(outside, "victim")));
        Assert.Single(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public void A_pipe_in_a_folder_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes differ from files on Linux");
        var path = Stopped("pipe");
        File.Delete(Path.Combine(path, "log.txt"));
        Pipes.Make(Path.Combine(path, "log.txt"));
        Assert.Contains("a link, a pipe or a device", Assert.Throws<SobolevException>(() => Run(new(), null, resume: path)).Message,
            StringComparison.Ordinal);
        File.Delete(Path.Combine(path, "config.yaml"));
        Pipes.Make(Path.Combine(path, "config.yaml"));
        Assert.Equal(2, Cli.ToolInProcess.Run("regress", "--resume", path).ExitCode);
        File.Delete(Path.Combine(path, "run.json"));
        Pipes.Make(Path.Combine(path, "run.json"));
        Assert.Equal(RunCatalogue.Damaged, Assert.Single(RunCatalogue.Below(Folder.Path)).Status);
    }

    [Fact]
    public void A_log_with_a_second_name_is_not_written_through_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hard links are counted on Linux");
        var path = Stopped("backup");
        using (var link = System.Diagnostics.Process.Start("ln", [Path.Combine(path, "log.txt"), Folder.File("backup.txt")]))
            link.WaitForExit();
        var before = File.ReadAllText(Folder.File("backup.txt"));
        Run(new(), null, resume: path);
        Assert.Equal(before, File.ReadAllText(Folder.File("backup.txt")));
        Assert.StartsWith(before, File.ReadAllText(Path.Combine(path, "log.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_line_ends_is_one_line_of_the_log()
    {
        var path = Stopped("log");
        using (var folder = RunFolder.Reopen(path, null))
        {
            folder.Log.Warning("{Name}: damaged", "x\ntouch rc-was-run\n\u001b[31m");
            folder.Log.Error(new InvalidOperationException("y\ntouch rc-was-run"), "failed");
        }

        var lines = File.ReadAllLines(Path.Combine(path, "log.txt"));
        Assert.DoesNotContain("touch rc-was-run", lines);
        Assert.All(lines, line => Assert.True(Printable.Is(line)));
    }
}
