using Sobolev.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Signals of terminals and schedulers: a checkpoint, an exit code that says how to resume, and a run that resumes.</summary>
[Trait("Speed", "Slow")]
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HUP", 129, RunStatus.Interrupted)]
    [InlineData("TERM", 143, RunStatus.Interrupted)]
    [InlineData("USR2", 75, RunStatus.Stopped)]
    [InlineData("XCPU", 75, RunStatus.Stopped)]
    public void A_signal_stops_after_a_checkpoint(string signal, int exitCode, string status)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        Assert.SkipWhen(signal == "HUP" && HangUpsAreIgnored(),
            "SIGHUP is ignored here, as in every process below nohup, and the tool inherits that");
        var run = _folder.File("run");
        using var tool = ToolProcess.Start(
            "regress", "--fn", "booth", "--samples", "5", "--set", "updates=100000000", "--set", "network.hidden=4",
            "--set", "test_samples=5",
            "--set", "evaluate_every=1000000", "--set", "checkpoint_every=1h", "--threads", "1", "--out", _folder.Path, "--name", "run");
        // the header and the row at step 0: the trial has begun
        while (!tool.HasExited
            && (!File.Exists(Path.Combine(run, "metrics.csv")) || File.ReadAllLines(Path.Combine(run, "metrics.csv")).Length < 2))
            Thread.Sleep(5);
        tool.Signal(signal);
        var (code, _, error) = tool.Wait();
        Assert.True(code == exitCode, $"{code}: {error}");
        Assert.Contains($"resume with: sobolev regress --resume {run}", error, StringComparison.Ordinal);
        Assert.Equal(status, RunRecord.Read(run).Status);
        Assert.Single(Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors", SearchOption.AllDirectories));
    }

    /// <summary>A request for a checkpoint may come before there is anything to keep.</summary>
    [Fact]
    public void An_early_request_for_a_checkpoint_ends_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        using var input = new TemporaryFolder();
        // the tool has begun when it opens the pipe, and has no config yet
        Hostile.Pipes.Make(input.File("config"));
        using var tool = ToolProcess.Start("regress", "--dry-run", "--config", input.File("config"));
        using (var pipe = new FileStream(input.File("config"), FileMode.Open, FileAccess.Write))
        {
            tool.Signal("USR1");
            Thread.Sleep(200);
            pipe.Write("samples: 7\n"u8);
        }

        var (code, output, error) = tool.Wait();
        Assert.True(code == 0, error);
        Assert.Contains("7", output, StringComparison.Ordinal);
    }

    /// <summary>Bit 0 of the mask of ignored signals is SIGHUP; only Linux shows the mask.</summary>
    private static bool HangUpsAreIgnored() => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var line
        && (Convert.ToUInt64(line[7..].Trim(), 16) & 1) != 0;
}
