using System.Diagnostics;
using System.Globalization;
using Sobolev.Files;
using Sobolev.Tests.Data.ImageNet;

namespace Sobolev.Tests.Cli;

/// <summary>
/// sg-imagenet over the ranks of a job, under the launchers of Open MPI and MPICH on this machine; skipped where they are not.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class RankedRunTests : IDisposable
{
    private const string OpenMpi = "mpirun.openmpi", Mpich = "mpiexec.mpich";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Two ranks with batches of 4 see the images of one with batches of 8. Their normalisation is over 4 images each, so losses are near
    /// each other, not the same. At each evaluation, here after each update, the ranks compare their networks to the bit, or the run fails.
    /// </summary>
    [Theory]
    [InlineData(OpenMpi, 2)]
    [InlineData(Mpich, 2)]
    [InlineData(Mpich, 4)]
    public void The_loss_of_several_ranks_is_near_that_of_one_with_their_images(string launcher, int ranks)
    {
        string[] keys = ["--method", "backprop", "--updates", "12", "--set", "evaluate_every=1", "--set", "trunk.learning_rate=0.02"];
        var (exitCode, error) = Run(launcher, ranks, [.. keys, "--set", $"trunk.batch_size={16 / ranks}", "--name", "ranks"]);
        Assert.True(exitCode == 0, error);
        Assert.Equal(0, ToolInProcess.Run([.. Words, .. keys, "--set", "trunk.batch_size=16", "--name", "alone"]).ExitCode);
        var (together, alone) = (Losses("ranks"), Losses("alone"));
        Assert.Equal(alone[0], together[0]);
        Assert.Equal(13, together.Length);
        Assert.All(alone.Zip(together), pair => Assert.InRange(pair.Second / pair.First, 0.75, 1.33));
        // and this is not a coincidence: both have learned
        Assert.True(alone[^1] < 0.9 * alone[0] && together[^1] < 0.9 * together[0]);
        Assert.Contains($"\"ranks\": \"{ranks}\"", File.ReadAllText(_folder.File("ranks", "run.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenMpi, 2)]
    [InlineData(Mpich, 4)]
    public void Modules_are_trained_over_all_ranks(string launcher, int ranks)
    {
        var (exitCode, error) = Run(
            launcher,
            ranks,
            "--method",
            "sobolev,direct",
            "--modules",
            "1,2,3",
            "--updates",
            "12",
            "--set",
            "evaluate_every=4",
            "--set",
            "trunk.batch_size=4",
            "--name",
            "run");
        Assert.True(exitCode == 0, error);
        var rows = Csv.Read(_folder.File("run", "metrics.csv")).Rows;
        Assert.Equal(2 * 4, rows.Count);
        Assert.All(rows, row => Assert.True(double.IsFinite(double.Parse(row[4], CultureInfo.InvariantCulture))));
        // every rank's gradients are steps of the shared optimiser: the modules of sobolev have learned the loss
        var errors = rows.Where(row => row[0] == "sobolev").Select(row => double.Parse(row[7], CultureInfo.InvariantCulture)).ToArray();
        Assert.True(errors[^1] != errors[0]);
    }

    [Theory]
    [InlineData(OpenMpi)]
    [InlineData(Mpich)]
    public void A_rank_that_dies_ends_the_job_and_the_last_checkpoint_stands(string launcher)
    {
        string[] keys = ["--method", "backprop", "--updates", "150", "--set", "evaluate_every=50", "--set", "trunk.batch_size=4"];
        Assert.Equal(0, Run(launcher, 2, [.. keys, "--name", "whole"]).ExitCode);

        using var job = Start(launcher, 2, [.. keys, "--set", "checkpoint_every=0.05s", "--name", "killed"]);
        var checkpoints = _folder.File("killed", "checkpoints", "backprop-0-seed0");
        SpinWait.SpinUntil(() => job.HasExited || (Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints).Length > 0),
            TimeSpan.FromSeconds(60));
        KillLastRank(_folder.File("killed"));
        Assert.True(job.WaitForExit(TimeSpan.FromSeconds(30)), "the job continues without one of its ranks");
        Assert.NotEqual(0, job.ExitCode);

        var (exitCode, error) = Run(launcher, 2, resume: "killed");
        Assert.True(exitCode == 0, error);
        Assert.Equal(Losses("whole"), Losses("killed"));
    }

    [Theory]
    [InlineData(OpenMpi)]
    [InlineData(Mpich)]
    public void A_mistake_is_told_once_and_its_exit_code_is_the_jobs(string launcher)
    {
        var (exitCode, error) = Ended(StartProcess(launcher, 2, ["sg-imagenet", "--data", _folder.File("nowhere"), "--out", _folder.Path]));
        Assert.Equal(3, exitCode);
        Assert.Single(error.Split('\n'), line => line.Contains("no such file or folder", StringComparison.Ordinal));
        (exitCode, error) = Run(launcher, 2, "--modules", "7");
        Assert.Equal(2, exitCode);
        Assert.Single(error.Split('\n'),
            line => line.Contains("modules", StringComparison.Ordinal) && line.StartsWith("sobolev:", StringComparison.Ordinal));
    }

    private string[] Words =>
    [
        "sg-imagenet", "--data", ImageNetSlice.Tar, "--set", "network.blocks=1,1,1,1", "--set", "network.small_stem=true", "--set",
        "trunk.width=2", "--set", "module.width=4",
        "--set", "images.side=32", "--set", "images.shorter=32", "--set", "images.threads=1", "--set", "probe_images=24",
        "--quiet", "--out", _folder.Path,
    ];

    private (int ExitCode, string Error) Run(string launcher, int ranks, params string[] more) => Ended(Start(launcher, ranks, more));

    private (int ExitCode, string Error) Run(string launcher, int ranks, string resume) =>
        Ended(StartProcess(launcher, ranks, ["sg-imagenet", "--resume", _folder.File(resume), "--quiet"]));

    private static (int ExitCode, string Error) Ended(Process process)
    {
        using (process)
        {
            // what one stream says must not wait for the other to be read
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error + output.Result);
        }
    }

    private Process Start(string launcher, int ranks, params string[] more) => StartProcess(launcher, ranks, [.. Words, .. more]);

    private static Process StartProcess(string launcher, int ranks, string[] words)
    {
        if (!File.Exists($"/usr/bin/{launcher}"))
            Assert.Skip($"{launcher} is not installed");
        var start = new ProcessStartInfo($"/usr/bin/{launcher}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var word in (string[])[.. launcher == OpenMpi
            ? ["--oversubscribe"]
            : Array.Empty<string>(), "-n", $"{ranks}", Path.Combine(AppContext.BaseDirectory, "sobolev"), .. words])
            start.ArgumentList.Add(word);
        foreach (var variable in new[] { "OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM" })
            start.Environment[variable] = "1";
        return Process.Start(start)!;
    }

    /// <summary>The process of that run that does not hold its lock: only the first rank writes.</summary>
    private static void KillLastRank(string run)
    {
        var name = Path.GetFileName(run);
        bool Has(Process process, string argument) =>
            File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"{argument}\0", StringComparison.Ordinal);
        var ranks = Process.GetProcessesByName("sobolev")
            .Where(process => Has(process, Path.GetDirectoryName(run)!) && Has(process, name))
            .OrderBy(process => process.Id)
            .ToArray();
        Assert.Equal(2, ranks.Length);
        var follower = ranks.Single(
            process => !Directory.GetFiles($"/proc/{process.Id}/fd").Any(
                file => File.ResolveLinkTarget(file, false)?.FullName.StartsWith(run, StringComparison.Ordinal) == true));
        follower.Kill();
    }

    private double[] Losses(string run) =>
        [.. Csv.Read(_folder.File(run, "metrics.csv")).Rows.Select(row => double.Parse(row[4], CultureInfo.InvariantCulture))];
}
