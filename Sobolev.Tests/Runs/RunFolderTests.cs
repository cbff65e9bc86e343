using Sobolev.Runs;
using Sobolev.Tests.Hostile;

namespace Sobolev.Tests.Runs;

/// <summary>A run folder is held by one process, appears whole, and is written nowhere but in its place.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        var second = Task.Run(() => Run(new() { OnUpdate = (_, _) => Assert.Fail("trained again") }, null, resume: path), TestContext.Current.CancellationToken);
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
            _folder.File($".sobolev-{Environment.MachineName}-4194305-a.new"), _folder.File(".sobolev-elsewhere-1-b.new"), _folder.File(".sobolev-elsewhere-1-c.new"));
        foreach (var left in new[] { mine, theirs, young })
        {
            Directory.CreateDirectory(left);
            File.WriteAllText(Path.Combine(left, "config.yaml"), "verb: count\n");
        }

        Directory.SetLastWriteTimeUtc(theirs, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        Assert.Equal(ExitCode.Done, Run(new(), "new").ExitCode);
        Assert.Equal([(false, false, true)], [(Directory.Exists(mine), Directory.Exists(theirs), Directory.Exists(young))]);
        Assert.Equal("new", Path.GetFileName(Assert.Single(RunCatalogue.Below(_folder.Path)).Folder));
    }

    /// <summary>At whichever file a start is killed, the folder is not there yet, or can be resumed.</summary>
    [Fact]
    public void A_folder_appears_with_its_config_and_its_record()
    {
        Assert.ThrowsAny<InvalidOperationException>(() => NewFolder.TryMake(_folder.File("a"), TimeProvider.System, made =>
        {
            File.WriteAllText(Path.Combine(made, "config.yaml"), "");
            Assert.False(Directory.Exists(_folder.File("a")));
            throw new InvalidOperationException();
        }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Of_many_that_make_one_folder_one_does()
    {
        var made = 0;
        Parallel.For(0, 16, k =>
        {
            if (NewFolder.TryMake(_folder.File("one"), TimeProvider.System, to => File.WriteAllText(Path.Combine(to, "who"), $"{k}")))
                Interlocked.Increment(ref made);
        });
        Assert.Equal(1, made);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_that_is_moved_or_deleted_ends_the_run_and_is_not_made_again(bool moved)
    {
        var (path, away) = (_folder.File("run"), _folder.File("away"));
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
    public void What_a_kill_left_half_written_is_removed()
    {
        var path = Stopped("left");
        string[] left = [Path.Combine(path, "run.json.123-4.tmp"), Path.Combine(path, "checkpoints", "m0-seed0", "000000000100.safetensors.123-4.tmp")];
        foreach (var file in left)
            File.WriteAllText(file, "half");
        var kept = Path.Combine(path, "notes.tmp");
        File.WriteAllText(kept, "of the user");
        Run(new(), null, resume: path);
        Assert.All(left, file => Assert.False(File.Exists(file)));
        Assert.True(File.Exists(kept));
    }

    [Theory]
    [InlineData("log.txt")]
    [InlineData("run.lock")]
    [InlineData("metrics.csv")]
    [InlineData("models")]
    [InlineData("plots")]
    [InlineData("checkpoints")]
    public void No_link_leads_out_of_a_folder(string name)
    {
        var path = Stopped("linked");
        var (inside, outside) = (Path.Combine(path, name), _folder.File("outside"));
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
        Assert.Contains("a link, a pipe or a device", Assert.Throws<SobolevException>(() => Run(new(), null, resume: path)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(path, "config.yaml"));
        Pipes.Make(Path.Combine(path, "config.yaml"));
        Assert.Equal(2, Cli.ToolInProcess.Run("regress", "--resume", path).ExitCode);
        File.Delete(Path.Combine(path, "run.json"));
        Pipes.Make(Path.Combine(path, "run.json"));
        Assert.Equal(RunCatalogue.Damaged, Assert.Single(RunCatalogue.Below(_folder.Path)).Status);
    }

    [Fact]
    public void A_log_with_a_second_name_is_not_written_through_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hard links are counted on Linux");
        var path = Stopped("backup");
        using (var link = System.Diagnostics.Process.Start("ln", [Path.Combine(path, "log.txt"), _folder.File("backup.txt")]))
            link.WaitForExit();
        var before = File.ReadAllText(_folder.File("backup.txt"));
        Run(new(), null, resume: path);
        Assert.Equal(before, File.ReadAllText(_folder.File("backup.txt")));
        Assert.StartsWith(before, File.ReadAllText(Path.Combine(path, "log.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_checkpoint_folder_is_told()
    {
        var path = Stopped("lost");
        Directory.Delete(Path.Combine(path, "checkpoints"), recursive: true);
        var seen = new Warnings();
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: path, observer: seen).ExitCode);
        Assert.Contains("no checkpoint of m0-seed0: training begins again at step 0", Assert.Single(seen.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_tells_running_dead_and_damaged_runs()
    {
        var path = Stopped("run");
        var record = RunRecord.Read(path);
        record.Resumed(TimeProvider.System, []);
        record.Write(path);
        using (RunFolder.Reopen(path, null))
        {
            var running = Assert.Single(RunCatalogue.Below(_folder.Path));
            Assert.Equal((RunStatus.Running, Environment.MachineName, Environment.ProcessId), (running.Status, running.Host, running.Pid));
        }

        // a killed process leaves its name
        File.WriteAllText(Path.Combine(path, "run.pid"), """{"host":"node7","pid":4242}""");
        var dead = Assert.Single(RunCatalogue.Below(_folder.Path));
        Assert.Equal((RunCatalogue.Dead, "node7", 4242), (dead.Status, dead.Host, dead.Pid));

        foreach (var damage in new[]
        {
            "", "[]", "null", "{\"verb\":", "{\"verb\":\"a\",\"verb\":\"b\"}", "\u0001\u0002", "{\"verb\":1}",
            "{\"verb\":\"\\ud800\",\"status\":\"done\",\"started\":\"x\"}",
            "{\"verb\":\"a\",\"status\":\"done\",\"started\":\"x\",\"facts\":[]}",
        })
        {
            File.WriteAllText(Path.Combine(path, "run.json"), damage);
            var damaged = Assert.Single(RunCatalogue.Below(_folder.Path));
            Assert.Equal(RunCatalogue.Damaged, damaged.Status);
            Assert.Contains("run.json: cannot be read", damaged.Problem, StringComparison.Ordinal);
        }
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

    [Fact]
    public void The_record_has_the_config_by_key()
    {
        var path = Run(new() { Seeds = 2 }, "config").Folder;
        Assert.Equal("2", (string?)RunRecord.Read(path).Json["config"]!["seeds"]);
        Assert.Equal([("seeds", "2", "3")], RunRecord.Read(path).EditedKeys(new Dictionary<string, string> { ["seeds"] = "3", ["seed"] = "0" }));
    }

    /// <summary>A run that was stopped after a few updates, with a checkpoint of its first trial.</summary>
    private string Stopped(string name)
    {
        var signal = new StopSignal();
        var outcome = Run(new() { Threads = 1, OnUpdate = (_, step) => Stop(step) }, name, signal: signal);
        Assert.Equal(ExitCode.Stopped, outcome.ExitCode);
        return outcome.Folder;

        void Stop(long step)
        {
            if (step == 150)
                signal.Stop(StopReason.MaxTime);
        }
    }

    private RunOutcome Run(CountingExperiment.Keys keys, string? name, string? resume = null, StopSignal? signal = null, IRunObserver? observer = null) =>
        new Lifecycle(new CountingExperiment(keys), new RunRequest
        {
            Out = _folder.Path,
            Name = name,
            Resume = resume,
            ConfigText = "verb: count\n",
            CommandLine = ["sobolev", "count"],
        }, signal ?? new StopSignal(), observer ?? new Warnings(), TimeProvider.System).Run();

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private sealed class Warnings : IRunObserver
    {
        public List<string> Messages { get; } = [];

        public void Started(string folder, RunProgress progress) { }

        public void Warned(string message) => Messages.Add(message);
    }
}
