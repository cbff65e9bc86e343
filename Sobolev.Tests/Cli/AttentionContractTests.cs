using System.Text.Json;
using Sobolev.Files;
using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Runs;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of <c>sobolev attention</c>: columns, the teacher's file, errors, resume.</summary>
[Trait("Speed", "Slow")]
public sealed class AttentionContractTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly string[] _small =
    [
        "attention", "--preset", "quick", "--data", CifarSlice.Path, "--updates", "4", "--set", "evaluate_every=2", "--set", "batch_size=8",
        "--set", "train_images=60",
        "--set", "test_images=20", "--set", "probe_images=16", "--set", "teacher.network.width=0.25",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_run_folder_is_as_the_contract_says()
    {
        var run = Run("--name", "run", "--alpha", "0.1,1");
        Assert.Equal(0, run.ExitCode);
        var (header, rows) = Csv.Read(_folder.File("run", "metrics.csv"));
        Assert.Equal("method,alpha,seed,step,train_loss,test_accuracy,sensitivity,seconds", string.Join(',', header));
        Assert.Equal(6 * 3, rows.Count);
        Assert.Equal(["teacher 0", "student 0", "transfer 0.1", "transfer 1", "sobolev 0.1", "sobolev 1"],
            rows.Select(row => $"{row[0]} {row[1]}").Distinct());
        // a teacher is not compared with another teacher
        Assert.All(rows, row => Assert.Equal(row[0] == "teacher", row[6].Length == 0));
        var (summaryHeader, summaryRows) = Csv.Read(_folder.File("run", "summary.csv"));
        Assert.StartsWith(
            "method,alpha,seeds,test_accuracy_mean,test_accuracy_std,test_accuracy_ci95_low,test_accuracy_ci95_high,train_loss_mean",
            string.Join(',', summaryHeader));
        Assert.Equal(6, summaryRows.Count);
        Assert.Equal(["accuracy.png", "alpha.png", "gradients.png", "learning.png"],
            Directory.GetFiles(_folder.File("run", "plots")).Select(Path.GetFileName).Order());
        Assert.Equal(6 * 3, Csv.Read(_folder.File("run", "probes.csv")).Rows.Count);
        // weights and running statistics only: what the evaluations found is in the reports
        var teacher = SafeTensors.Read(_folder.File("run", "models", "teacher-0-seed0.safetensors"));
        Assert.DoesNotContain(teacher.Tensors, tensor => tensor.Name.StartsWith("probe", StringComparison.Ordinal));
        Assert.Equal(3, Csv.Read(_folder.File("run", "reports", "transfer-0.1-seed0", "probes.csv")).Rows.Count);
    }

    [Fact]
    public void The_pictures_of_remark_2_are_drawn_again_from_the_reports()
    {
        var run = Run("--name", "run", "--start", "teacher", "--set", "student.width=0.25", "--method", "transfer,sobolev");
        Assert.True(run.ExitCode == 0, run.Error);
        var picture = _folder.File("run", "plots", "remark-2.png");
        var before = File.ReadAllBytes(picture);
        File.Delete(picture);
        Assert.Equal(0, ToolInProcess.Run("runs", "draw", _folder.File("run")).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(picture));
        Directory.Delete(_folder.File("run", "reports"), recursive: true);
        var gone = ToolInProcess.Run("runs", "draw", _folder.File("run"));
        Assert.Equal(3, gone.ExitCode);
        Assert.Contains("probes.csv", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_is_reused_and_said_to_be()
    {
        Run("--name", "first", "--method", "sobolev");
        var file = _folder.File("first", "models", "teacher-0-seed0.safetensors");
        var again = Run("--name", "again", "--method", "sobolev", "--teacher", file);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains($"the teacher is reused: {file} (WRN-10-0.25, weights", again.Error);
        using var record = JsonDocument.Parse(File.ReadAllText(_folder.File("again", "run.json")));
        Assert.StartsWith($"reused: {file} (WRN-10-0.25", record.RootElement.GetProperty("facts").GetProperty("teacher").GetString());
        // the same teacher, the same seed: the same student
        IEnumerable<string> Students(string name) =>
            UntimedRows.Of(_folder.File(name)).Where(line => line.StartsWith("sobolev", StringComparison.Ordinal));
        Assert.Equal(Students("first"), Students("again"));
        Assert.DoesNotContain("teacher,", File.ReadAllText(_folder.File("again", "metrics.csv")));
        // and quietly, if asked
        Assert.Equal("", Run("--name", "quiet", "--method", "student", "--teacher", file, "--quiet").Error);
    }

    [Fact]
    public void A_file_that_is_no_teacher_is_exit_3_and_leaves_no_folder()
    {
        var missing = Run("--name", "run", "--teacher", _folder.File("nowhere.safetensors"));
        Assert.Equal(3, missing.ExitCode);
        Assert.Contains("no such file; give models/teacher-0-seedN.safetensors", missing.Error);
        File.WriteAllText(_folder.File("notes.txt"), "not a network");
        var broken = Run("--name", "run", "--teacher", _folder.File("notes.txt"));
        Assert.Equal(3, broken.ExitCode);
        Assert.Contains("not a complete safetensors file", broken.Error);
        ToolInProcess.Run("regress", "--preset", "quick", "--updates", "10", "--set", "network.hidden=8", "--out",
            _folder.Path, "--name", "other");
        var other = Run("--name", "run", "--teacher", _folder.File("other", "models", "rosenbrock-20-sobolev-seed0.safetensors"));
        Assert.Equal(3, other.ExitCode);
        Assert.Contains("not a classifier of sobolev attention", other.Error);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Theory]
    [InlineData("student.depth=12", "student.depth", "6n + 4 layers")]
    [InlineData("start=teacher", "start", "give student the keys of teacher.network")]
    [InlineData("alphas=1,-2", "alphas", "at least 0")]
    [InlineData("methods=sobolov", "methods", "sobolev")]
    [InlineData("batch_size=61", "batch_size", "61 images per batch")]
    [InlineData("micro_batches=5", "micro_batches", "5 parts of a minibatch of 8, but each needs 2 samples; at most 4")]
    public void Mistakes_in_the_config_are_exit_2_with_the_key(string set, string key, string remedy)
    {
        var run = Run("--set", "teacher.network.width=0.5", "--set", set, "--name", "run");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(key, run.Error);
        Assert.Contains(remedy, run.Error);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void Missing_images_are_exit_3()
    {
        var run = ToolInProcess.Run("attention", "--preset", "quick", "--data", _folder.File("nowhere.tar"), "--out", _folder.Path);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("nowhere.tar", run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_dry_run_plans_the_teacher_too_and_writes_nothing()
    {
        var dry = Run("--dry-run", "--alpha", "0.1,1,10", "--seeds", "2");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("16 trials, 64 updates", dry.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_number_of_threads_changes_no_number()
    {
        Run("--name", "one", "--threads", "1");
        Run("--name", "three", "--threads", "3");
        Assert.Equal(UntimedRows.Of(_folder.File("one")), UntimedRows.Of(_folder.File("three")));
    }

    /// <summary>In the process of the tests the first test that needs libtorch loads it.</summary>
    [Fact]
    public void A_process_of_its_own_reuses_a_teacher_and_draws_again()
    {
        Run("--name", "first", "--method", "student");
        var teacher = _folder.File("first", "models", "teacher-0-seed0.safetensors");
        using var reusing =
            ToolProcess.Start([.. _small, "--method", "sobolev", "--teacher", teacher, "--out", _folder.Path, "--name", "second"]);
        var (exitCode, _, error) = reusing.Wait();
        Assert.True(exitCode == 0, error);
        Directory.Delete(_folder.File("second", "plots"), recursive: true);
        using var drawing = ToolProcess.Start(["runs", "draw", _folder.File("second")]);
        (exitCode, _, error) = drawing.Wait();
        Assert.True(exitCode == 0, error);
        Assert.True(File.Exists(_folder.File("second", "plots", "gradients.png")));
    }

    /// <summary>
    /// Killed, told to stop, or out of time, in the teacher's training or a student's: the same rows and weights in the end.
    /// </summary>
    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public void A_run_ended_at_random_moments_goes_on_exactly(string signal)
    {
        string[] words = [.. _small.Select(word => word == "4" ? "24" : word), "--set", "checkpoint_every=0.05s", "--threads", "2",
            "--method", "sobolev,student", "--out", _folder.Path];
        Assert.Equal(0, ToolInProcess.Run([.. words, "--name", "whole"]).ExitCode);
        var run = _folder.File("stopped");
        var stream = new Sobolev.Randomness.RandomStream(0, signal);
        var endings = 0;
        for (var attempt = 0; ; attempt++)
        {
            Assert.InRange(attempt, 0, 40);
            using var tool = ToolProcess.Start(File.Exists(Path.Combine(run, "run.json"))
                ? ["attention", "--resume", run, "--threads", "2"]
                : [.. words, "--name", "stopped"]);
            // from the first update on, however long the start takes
            var checkpoints = Path.Combine(run, "checkpoints");
            while (!tool.HasExited && !Directory.Exists(checkpoints))
                Thread.Sleep(5);
            var moment = TimeSpan.FromMilliseconds(stream.NextInt(400 + 200 * attempt * attempt));
            var wait = System.Diagnostics.Stopwatch.StartNew();
            while (wait.Elapsed < moment && !tool.HasExited)
                Thread.Sleep(5);
            if (!tool.HasExited)
                tool.Signal(signal);
            var (exitCode, _, error) = tool.Wait();
            if (exitCode == 0)
                break;
            Assert.True(exitCode == (signal == "KILL" ? 137 : 143), $"exit code {exitCode}: {error}");
            if (!File.Exists(Path.Combine(run, "run.json")) && Directory.Exists(run))
                Directory.Delete(run, recursive: true);
            else
                endings++;
        }

        Assert.True(endings > 0);
        Assert.Equal(UntimedRows.Of(_folder.File("whole")), UntimedRows.Of(_folder.File("stopped")));
        Assert.All(Directory.GetFiles(_folder.File("whole", "models")),
            model => Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(_folder.File("stopped", "models", Path.GetFileName(model)))));
    }

    private ToolInProcess Run(params string[] more) => ToolInProcess.Run([.. _small, "--out", _folder.Path, .. more]);
}
