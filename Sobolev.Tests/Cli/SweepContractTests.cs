using System.Text.Json.Nodes;
using Sobolev.Cli;
using Sobolev.Files;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of sweeps.</summary>
[Trait("Speed", "Slow")]
public sealed class SweepContractTests : IDisposable
{
    private static readonly string[] _small =
    [
        "regress", "--preset", "quick", "--fn", "booth", "--set", "updates=40", "--set", "evaluate_every=20", "--set", "test_samples=50",
        "--set", "network.hidden=8", "--set", "seeds=2", "--quiet",
    ];

    private static readonly string[] _rates = ["--sweep", "optimiser.learning_rate=1e-3,1e-2", "--sweep", "network.activation=relu,tanh"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Members_are_the_runs_of_their_settings_and_the_table_has_them_all()
    {
        var sweep = Sweep("sweep", _rates);
        Assert.True(sweep.ExitCode == 0, sweep.Error);
        Assert.Equal(
            ["1-learning_rate=1e-3+activation=relu", "2-learning_rate=1e-3+activation=tanh", "3-learning_rate=1e-2+activation=relu",
                "4-learning_rate=1e-2+activation=tanh"],
            Directory.GetDirectories(_folder.File("sweep"), "?-*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["test_gradient_mse.png", "test_value_mse.png"],
            Directory.GetFiles(_folder.File("sweep", "plots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var alone = ToolInProcess.Run(
            [.. _small, "--learning-rate", "1e-2", "--set", "network.activation=tanh", "--out", _folder.Path, "--name", "alone"]);
        Assert.Equal(0, alone.ExitCode);
        var (header, rows) = Csv.Read(_folder.File("sweep", "sweep.csv"));
        Assert.Equal("run,status,optimiser.learning_rate,network.activation,function,samples,method,seeds",
            string.Join(',', header.Take(8)));
        Assert.Equal(4 * 2, rows.Count);
        var summary = Csv.Read(_folder.File("alone", "summary.csv"));
        Assert.Equal(summary.Header, header[4..]);
        Assert.Equal(summary.Rows, rows.Where(row => row[2] == "1e-2" && row[3] == "tanh").Select(row => row[4..]));
    }

    [Fact]
    public void Shares_of_several_processes_are_one_sweep()
    {
        Assert.Equal(0, Sweep("whole", _rates).ExitCode);
        var first = Sweep("shared", [.. _rates, "--part", "1/2"]);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("2 of 4 runs are missing or unfinished", first.Error);
        Assert.Equal(2, Csv.Read(_folder.File("shared", "sweep.csv")).Rows.Count(row => row[1] == "missing"));
        Assert.Equal(0, Sweep("shared", [.. _rates, "--part", "2/2"]).ExitCode);
        Assert.Equal(File.ReadAllText(_folder.File("whole", "sweep.csv")), File.ReadAllText(_folder.File("shared", "sweep.csv")));

        Assert.Contains("holds a sweep with other keys or values",
            Sweep("shared", "--sweep", "optimiser.learning_rate=1e-3", "--part", "1/2").Error);
        Assert.Contains("already exists", Sweep("shared", _rates).Error);
    }

    [Fact]
    public void A_member_that_fails_does_not_end_the_sweep_and_a_resume_runs_what_is_missing()
    {
        var sweep = Sweep("devices", "--sweep", "device=cuda:7,cpu");
        Assert.NotEqual(0, sweep.ExitCode);
        Assert.Contains("1-device=cuda_7: ", sweep.Error);
        Assert.Equal(["missing", "done", "done"], Csv.Read(_folder.File("devices", "sweep.csv")).Rows.Select(row => row[1]));

        sweep = Sweep("rates", "--sweep", "optimiser.learning_rate=1e30,1e-3");
        Assert.Equal(4, sweep.ExitCode);
        Assert.Equal(["diverged", "done", "done"],
            Csv.Read(_folder.File("rates", "sweep.csv")).Rows.Select(row => row[1]).Order(StringComparer.Ordinal));
        var member = _folder.File("rates", "2-learning_rate=1e-3");
        var (table, metrics) = (File.ReadAllText(_folder.File("rates", "sweep.csv")), UntimedRows.Of(member));
        Directory.Delete(member, recursive: true);
        var other = File.GetLastWriteTimeUtc(_folder.File("rates", "1-learning_rate=1e30", "run.json"));
        Assert.Equal(4, ToolInProcess.Run("regress", "--resume", _folder.File("rates"), "--quiet").ExitCode);
        Assert.Equal(metrics, UntimedRows.Of(member));
        Assert.Equal(table, File.ReadAllText(_folder.File("rates", "sweep.csv")));
        Assert.Equal(other, File.GetLastWriteTimeUtc(_folder.File("rates", "1-learning_rate=1e30", "run.json")));
    }

    [Fact]
    public void A_sweep_that_is_stopped_goes_on_exactly()
    {
        Assert.Equal(0, Sweep("whole", [.. _rates, "--set", "updates=4000"]).ExitCode);
        var stopped = Sweep("slices", [.. _rates, "--set", "updates=4000", "--max-time", "0.05s"]);
        for (var slices = 1; stopped.ExitCode == 75; slices++)
        {
            Assert.Contains($"--resume {_folder.File("slices")}", stopped.Error);
            Assert.InRange(slices, 1, 200);
            stopped = ToolInProcess.Run("regress", "--resume", _folder.File("slices"), "--quiet", "--max-time",
                FormattableString.Invariant($"{0.05 + 0.01 * slices}s"));
        }

        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal(File.ReadAllText(_folder.File("whole", "sweep.csv")), File.ReadAllText(_folder.File("slices", "sweep.csv")));
    }

    [Fact]
    public void An_edited_config_is_refused_on_resume()
    {
        Assert.Equal(0, Sweep("sweep", [.. _rates, "--part", "1/2"]).ExitCode);
        var path = _folder.File("sweep", "config.yaml");
        File.WriteAllText(path, File.ReadAllText(path).Replace("updates: 40", "updates: 60", StringComparison.Ordinal));
        var resumed = ToolInProcess.Run("regress", "--resume", _folder.File("sweep"), "--quiet");
        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("updates: the run was started with 40, but the file now has 60", resumed.Error);
    }

    [Fact]
    public void A_dry_run_lists_the_members_and_writes_nothing()
    {
        var dry = ToolInProcess.Run([.. _small, .. _rates, "--zip", "--dry-run", "--out", _folder.Path]);
        Assert.Equal(
            "run,optimiser.learning_rate,network.activation\n"
            + "1-learning_rate=1e-3+activation=relu,1e-3,relu\n"
            + "2-learning_rate=1e-2+activation=tanh,1e-2,tanh\n",
            dry.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_result_as_JSON_is_one_object()
    {
        var json = JsonNode.Parse(Sweep("sweep", [.. _rates, "--json"]).Output)!;
        Assert.Equal("done", (string?)json["status"]);
        Assert.Equal(_folder.File("sweep"), (string?)json["sweep_dir"]);
        Assert.Equal(8, json["table"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("--sweep: optimiser.learning_rate: abc is not a finite number above 0", "--sweep", "optimiser.learning_rate=abc,1")]
    [InlineData("--part: needs --name", "--sweep", "optimiser.learning_rate=1e-3", "--part", "1/2")]
    [InlineData("--part 3/2: must be I/N with I from 1 to N", "--sweep", "optimiser.learning_rate=1e-3", "--part", "3/2")]
    [InlineData("--zip: has a meaning for a sweep only", "--zip")]
    public void Mistakes_are_exit_2_before_anything_is_written(string message, params string[] words)
    {
        var wrong = ToolInProcess.Run([.. _small, .. words, "--out", _folder.Path]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains(message, wrong.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("5", "5", "1", "4", 1, 4)]
    [InlineData("8", "5", "1", "4", 4, 4)]
    [InlineData("6", "0", "2", "5", 4, 5)]
    public void A_task_of_a_job_array_has_its_share(string task, string first, string step, string count, int part, int parts)
    {
        var slurm = new Dictionary<string, string>
        {
            ["SLURM_ARRAY_TASK_ID"] = task,
            ["SLURM_ARRAY_TASK_MIN"] = first,
            ["SLURM_ARRAY_TASK_STEP"] = step,
            ["SLURM_ARRAY_TASK_COUNT"] = count,
        };
        Assert.Equal((part, parts), SweepOptions.ShareOf(null, name => slurm.GetValueOrDefault(name)));
        Assert.Equal((1, 1), SweepOptions.ShareOf("1/1", name => slurm.GetValueOrDefault(name)));
    }

    private ToolInProcess Sweep(string name, params string[] words) =>
        ToolInProcess.Run([.. _small, .. words, "--out", _folder.Path, "--name", name]);
}
