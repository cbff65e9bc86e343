using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Benchmarks;

/// <summary>
/// sg-imagenet over several ranks of one machine: milliseconds for each image, beside those of one rank divided by the cores that its ranks
/// have.
/// </summary>
internal static class RankSweep
{
    private const int Turns = 3, BatchSize = 32, WarmUp = 5, Updates = 15;
    private const string Launcher = "mpirun";

    private static readonly int[] _ranks = [1, 2, 4];

    /// <returns>Null where there is no mpirun.</returns>
    public static ScalingSweep? Measured()
    {
        if (!HasLauncher())
            return null;
        var turns = _ranks.ToDictionary(ranks => ranks, _ => new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var ranks in _ranks)
                turns[ranks].Add(SecondsOfUpdate(ranks) / (BatchSize * ranks));
        }

        var alone = new Times(turns[1]).Least;
        return new("an image of sg-imagenet by ranks", "ranks on this machine", "milliseconds", 1e3,
            [.. _ranks.Select(ranks =>
                new ScalingPoint("Sobolev", ranks, new Times(turns[ranks]), alone / Math.Min(ranks, Environment.ProcessorCount)))]);
    }

    /// <summary>From the clock of the run's metrics between two evaluations of a few images, so that start-up does not count.</summary>
    private static double SecondsOfUpdate(int ranks)
    {
        var folder = Directory.CreateTempSubdirectory("sobolev-ranks-");
        try
        {
            Run(["-n", $"{ranks}", ToolProcess.Path, "sg-imagenet", "--preset", "default", "--data", "built-in", "--method", "sobolev",
                "--updates", $"{Updates}", "--set", $"evaluate_every={WarmUp}", "--set", $"trunk.batch_size={BatchSize}",
                "--set", "test_images=20", "--set", "probe_images=8", "--set", "images.threads=1", "--threads", "1", "--quiet",
                "--out", folder.FullName, "--name", "run"]);
            var (header, rows) = Csv.Read(Path.Combine(folder.FullName, "run", "metrics.csv"));
            var (step, seconds) = (Array.IndexOf(header, "step"), Array.IndexOf(header, "seconds"));
            double At(long update) => double.Parse(rows.Single(row => row[step] == $"{update}")[seconds], CultureInfo.InvariantCulture);
            return (At(Updates) - At(WarmUp)) / (Updates - WarmUp);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasLauncher()
    {
        try
        {
            Run(["--version"]);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void Run(string[] words)
    {
        var start = new ProcessStartInfo(Launcher, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Open MPI refuses root and more ranks than cores without these; other launchers ignore them
        foreach (var name in new[] { "OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "OMPI_MCA_rmaps_base_oversubscribe" })
            start.Environment[name] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{Launcher} {string.Join(' ', words)} ended with exit code {process.ExitCode}: {errors.Result}");
    }
}
