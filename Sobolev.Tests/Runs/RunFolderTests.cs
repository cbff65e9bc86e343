using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>A run folder is held by one process, appears whole, and is written nowhere but in its place.</summary>
public sealed class RunFolderTests : CountingRunTests
{
    private const string OpenFolder = "Windows does not move or remove a folder with open files";

    [Fact]
    public void A_folder_is_never_held_by_two()
    {
        var path = Stopped("held");
        var (holders, most, taken) = (0, 0, 0);
        Parallel.For(0, 6, _ =>
        {
            for (var turn = 0; turn < 20; turn++)
            {
                try
                {
                    using var folder = RunFolder.Reopen(path, null);
                    var now = Interlocked.Increment(ref holders);
                    InterlockedMax(ref most, now);
                    Interlocked.Increment(ref taken);
                    folder.RequirePlace();
                    Thread.Sleep(1);
                    Interlocked.Decrement(ref holders);
                }
                catch (SobolevException error)
                {
                    Assert.Equal(ExitCode.Usage, error.ExitCode);
                    Assert.Contains("another process is using this run folder", error.Message, StringComparison.Ordinal);
                }
            }
        });
        Assert.Equal(1, most);
        Assert.InRange(taken, 2, 120);
    }

    /// <summary>A resumer that waited for the lock while another one finished the run must not train it again.</summary>
    [Fact]
    public async Task Whether_a_run_is_done_is_looked_at_under_the_lock()
    {
        var path = Stopped("twice");
        var first = RunFolder.Reopen(path, null);
        var second = Task.Run(() => Run(new() { OnUpdate = (_, _) => Assert.Fail("trained again") }, null, resume: path),
            TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        var record = RunRecord.Read(path);
        record.Ended(RunStatus.Done, TimeProvider.System);
        record.Write(path);
        File.WriteAllText(Path.Combine(path, "summary.csv"), "method,seeds\n");
        first.Dispose();
        Assert.Equal(ExitCode.Done, (await second).ExitCode);
    }

    [Fact]
    public void A_kill_while_a_folder_is_made_leaves_no_run_and_is_cleared_up()
    {
        // a start of this machine whose process is gone, and one of another machine, old
        var (mine, theirs, young) = (
            Folder.File($".sobolev-{Environment.MachineName}-4194305-a.new"), Folder.File(".sobolev-elsewhere-1-b.new"),
            Folder.File(".sobolev-elsewhere-1-c.new"));
        foreach (var left in new[] { mine, theirs, young })
        {
            Directory.CreateDirectory(left);
            File.WriteAllText(Path.Combine(left, "config.yaml"), "verb: count\n");
        }

        Directory.SetLastWriteTimeUtc(theirs, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        Assert.Equal(ExitCode.Done, Run(new(), "new").ExitCode);
        Assert.Equal([(false, false, true)], [(Directory.Exists(mine), Directory.Exists(theirs), Directory.Exists(young))]);
        Assert.Equal("new", Path.GetFileName(Assert.Single(RunCatalogue.Below(Folder.Path)).Folder));
    }

    /// <summary>At whichever file a start is killed, the folder is not there yet, or can be resumed.</summary>
    [Fact]
    public void A_folder_appears_with_its_config_and_its_record()
    {
        Assert.ThrowsAny<InvalidOperationException>(() => NewFolder.TryMake(Folder.File("a"), TimeProvider.System, made =>
        {
            File.WriteAllText(Path.Combine(made, "config.yaml"), "");
            Assert.False(Directory.Exists(Folder.File("a")));
            throw new InvalidOperationException();
        }));
        Assert.Empty(Directory.GetFileSystemEntries(Folder.Path));
    }

    [Fact]
    public void Of_many_that_make_one_folder_one_does()
    {
        var made = 0;
        Parallel.For(0, 16, k =>
        {
            if (NewFolder.TryMake(Folder.File("one"), TimeProvider.System, to => File.WriteAllText(Path.Combine(to, "who"), $"{k}")))
                Interlocked.Increment(ref made);
        });
        Assert.Equal(1, made);
        Assert.Single(Directory.GetFileSystemEntries(Folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_that_is_moved_or_deleted_ends_the_run_and_is_not_made_again(bool moved)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), OpenFolder);
        var (path, away) = (Folder.File("run"), Folder.File("away"));
        var stops = new StopSignal();
        var error = Assert.Throws<SobolevException>(() => Run(
            new()
            {
                OnUpdate = (_, step) =>
                {
                    if (step == 200 && moved && !Directory.Exists(away))
                        Directory.Move(path, away);
                    else if (step == 200 && Directory.Exists(path))
                        Directory.Delete(path, recursive: true);
                    if (step == 300)
                        stops.RequestCheckpoint();
                },
                Threads = 1,
            },
            "run",
            signal: stops));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Contains($"{path}: the run folder was moved or deleted during the run", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
        if (!moved)
            return;
        // it is resumed in its new place
        Assert.Equal(RunCatalogue.Dead, Assert.Single(RunCatalogue.Below(away)).Status);
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: away).ExitCode);
    }

    [Fact]
    public void A_folder_that_is_moved_when_the_training_is_done_gets_no_summary()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), OpenFolder);
        var (path, away) = (Folder.File("run"), Folder.File("away"));
        var error = Assert.Throws<SobolevException>(() => Run(new() { OnTrained = () => Directory.Move(path, away) }, "run"));
        Assert.Contains($"{path}: the run folder was moved or deleted during the run", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
        Assert.Equal(ExitCode.Done, Run(new() { OnUpdate = (_, _) => Assert.Fail("trained again") }, null, resume: away).ExitCode);
        Assert.True(File.Exists(Path.Combine(away, "summary.csv")));
    }

    [Fact]
    public void What_a_kill_left_half_written_is_removed()
    {
        var path = Stopped("left");
        string[] left =
            [Path.Combine(path, "run.json.123-4.tmp"), Path.Combine(path, "checkpoints", "m0-seed0", "000000000100.safetensors.123-4.tmp")];
        foreach (var file in left)
            File.WriteAllText(file, "half");
        var kept = Path.Combine(path, "notes.tmp");
        File.WriteAllText(kept, "of the user");
        Run(new(), null, resume: path);
        Assert.All(left, file => Assert.False(File.Exists(file)));
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public void The_record_has_the_config_by_key()
    {
        var path = Run(new() { Seeds = 2 }, "config").Folder;
        Assert.Equal("2", (string?)RunRecord.Read(path).Json["config"]!["seeds"]);
        Assert.Equal([("seeds", "2", "3")],
            RunRecord.Read(path).EditedKeys(new Dictionary<string, string> { ["seeds"] = "3", ["seed"] = "0" }));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
