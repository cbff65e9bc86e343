using System.Diagnostics;
using Sobolev.Randomness;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Runs ended at any point by any means can be resumed and give the same rows and weights, byte for byte.</summary>
[Trait("Speed", "Slow")]
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("KILL", 1)]
    [InlineData("KILL", 2)]
    [InlineData("TERM", 2)]
    [InlineData("INT", 2)]
    public void A_run_ended_by_a_signal_at_random_moments_goes_on_exactly(string signal, int threads)
    {
        if (signal == "INT" && InterruptsAreIgnored())
            Assert.Skip("SIGINT is ignored here, as in every process that a shell has started in the background, and "
                + "the tool inherits that");
        var time = Stopwatch.StartNew();
        var whole = Whole();
        var tenth = (int)time.ElapsedMilliseconds / 10;
        var stream = new RandomStream(threads, signal);
        var run = _folder.File("stopped");
        var endings = 0;
        for (var attempt = 0; ; attempt++)
        {
            Assert.InRange(attempt, 0, 60);
            var before = RecordOf(run);
            using var tool = Start(run, threads);
            // the moments are of the run, not of the start of the process
            while (RecordOf(run) == before && !tool.HasExited)
                Thread.Sleep(5);
            var wait = Stopwatch.StartNew();
            // the first within a tenth of an uninterrupted run; later and later, so that the pictures at the end get their time too
            var moment = TimeSpan.FromMilliseconds(stream.NextInt(tenth * (1 + attempt)));
            while (wait.Elapsed < moment && !tool.HasExited)
                Thread.Sleep(5);
            if (!tool.HasExited)
                tool.Signal(signal);
            var (exitCode, _, error) = tool.Wait();
            if (exitCode == 0)
                break;
            endings++;
            Assert.True(exitCode == signal switch { "KILL" => 137, "TERM" => 143, _ => 130 }, $"exit code {exitCode}: {error}");
        }

        Assert.InRange(endings, 1, 60);
        AssertSame(whole, run);
    }

    [Fact]
    public void A_run_in_slices_of_max_time_goes_on_exactly()
    {
        var whole = Whole();
        var run = _folder.File("slices");
        var slices = 0;
        for (var exitCode = 75; exitCode != 0; slices++)
        {
            Assert.InRange(slices, 0, 60);
            // longer and longer, for on a busy machine a slice may go by in starting
            using var tool = Start(run, 2, "--max-time", FormattableString.Invariant($"{0.2 + 0.02 * slices * slices}s"));
            (exitCode, _, var error) = tool.Wait();
            Assert.True(exitCode is 75 or 0, error);
            if (exitCode == 75)
                Assert.Contains($"resume with: sobolev regress --resume {run}", error);
        }

        Assert.InRange(slices, 2, 60);
        AssertSame(whole, run);
    }

    [Fact]
    public void SIGUSR1_checkpoints_and_goes_on()
    {
        var run = _folder.File("usr1");
        using var tool = Start(run, 1, "--set", "checkpoint_every=1h", "--set", "updates=40000");
        // the first trial has started: header, step 0, step 1000
        while (!tool.HasExited && LinesOf(Path.Combine(run, "metrics.csv")) < 3)
            Thread.Sleep(5);
        tool.Signal("USR1");
        Assert.Equal(0, tool.Wait().ExitCode);
        // each trial checkpoints once at its end; one more was asked for
        Assert.Equal(5,
            File.ReadLines(Path.Combine(run, "log.txt")).Count(line => line.Contains("checkpoint at step", StringComparison.Ordinal)));
    }

    private string Whole()
    {
        var run = _folder.File("whole");
        using var tool = Start(run, 2);
        var (exitCode, _, error) = tool.Wait();
        Assert.True(exitCode == 0, error);
        return run;
    }

    private ToolProcess Start(string run, int threads, params string[] more) => ToolProcess.Start(
    [
        "regress", "--threads", $"{threads}",
        .. Directory.Exists(run)
            ? ["--resume", run]
            : new[]
            {
                "--fn", "rosenbrock", "--samples", "20", "--seeds", "2", "--set", "updates=10000", "--set",
                "network.hidden=64,64", "--set", "batch_size=7",
                "--set", "test_samples=200", "--set", "evaluate_every=1000", "--set", "checkpoint_every=0.02s", "--out", _folder.Path,
                "--name", Path.GetFileName(run),
            },
        .. more,
    ]);

    private static void AssertSame(string expected, string actual)
    {
        Assert.Equal(UntimedRows.Of(expected), UntimedRows.Of(actual));
        Assert.Equal(File.ReadAllText(Path.Combine(expected, "summary.csv")), File.ReadAllText(Path.Combine(actual, "summary.csv")));
        var models = Directory.GetFiles(Path.Combine(expected, "models"));
        Assert.Equal(4, models.Length);
        Assert.All(models,
            model => Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(Path.Combine(actual, "models", Path.GetFileName(model)))));
        Assert.False(Directory.Exists(Path.Combine(actual, "checkpoints")));
    }

    /// <summary>Bit 1 of the mask of ignored signals is SIGINT.</summary>
    private static bool InterruptsAreIgnored() =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var line
            && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0;

    private static int LinesOf(string path)
    {
        if (!File.Exists(path))
            return 0;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Count(letter => letter == '\n');
    }

    private static string RecordOf(string run) =>
        File.Exists(Path.Combine(run, "run.json")) ? File.ReadAllText(Path.Combine(run, "run.json")) : "";
}
