using System.Text.Json;
using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of regress: streams, columns, the run folder.</summary>
[Trait("Speed", "Slow")]
public sealed class RegressContractTests : IDisposable
{
    private static readonly string[] _small = ["--preset", "quick", "--set", "network.hidden=16,16", "--updates", "400", "--set",
        "evaluate_every=200", "--set", "test_samples=100"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_run_folder_is_as_the_contract_says()
    {
        var run = Run("--name", "run");
        Assert.Equal(0, run.ExitCode);
        var folder = _folder.File("run");
        Assert.Equal(
            ["config.yaml", "log.txt", "metrics.csv", "models", "plots", "run.json", "run.lock", "summary.csv"],
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var (header, rows) = Csv.Read(Path.Combine(folder, "metrics.csv"));
        Assert.Equal("function,samples,method,seed,step,train_value_loss,train_gradient_loss,test_value_mse,test_gradient_mse,seconds",
            string.Join(',', header));
        Assert.Equal(2 * 2 * 3, rows.Count);
        var (summaryHeader, summaryRows) = Csv.Read(Path.Combine(folder, "summary.csv"));
        Assert.Equal(
            "function,samples,method,seeds,test_value_mse_mean,test_value_mse_std,test_value_mse_ci95_low,test_value_mse_ci95_high,"
            + "test_gradient_mse_mean,test_gradient_mse_std,test_gradient_mse_ci95_low,test_gradient_mse_ci95_high,"
            + "test_value_mse_geomean,test_value_mse_geomean_ci95_low,test_value_mse_geomean_ci95_high,"
            + "test_gradient_mse_geomean,test_gradient_mse_geomean_ci95_low,test_gradient_mse_geomean_ci95_high",
            string.Join(',', summaryHeader));
        Assert.Equal(["regular", "sobolev"], summaryRows.Select(row => row[2]));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "plots"), "*.png"));

        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
        foreach (var name in new[] { "verb", "status", "started", "finished", "seeds", "command_line", "versions", "git", "machine",
            "threads", "facts", "slurm" })
            Assert.True(record.RootElement.TryGetProperty(name, out _), name);
    }

    [Fact]
    public void The_resolved_config_gives_the_run_again()
    {
        Run("--name", "first");
        var again = ToolInProcess.Run("regress", "--config", _folder.File("first", "config.yaml"), "--out", _folder.Path,
            "--name", "second", "--quiet");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(File.ReadAllText(_folder.File("first", "summary.csv")), File.ReadAllText(_folder.File("second", "summary.csv")));
    }

    [Fact]
    public void For_one_seed_the_methods_start_from_the_same_weights()
    {
        Run("--name", "run");
        var (_, rows) = Csv.Read(_folder.File("run", "metrics.csv"));
        var starts = rows.Where(row => row[3] == "0" && row[4] == "0").ToArray();
        Assert.Equal(["regular", "sobolev"], starts.Select(row => row[2]));
        Assert.Equal(starts[0][5..9], starts[1][5..9]);
    }

    [Fact]
    public void Json_is_one_object_and_the_only_thing_on_standard_output()
    {
        var run = Run("--json", "--name", "run");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("run"), json.RootElement.GetProperty("run_dir").GetString());
        Assert.Equal("regress", json.RootElement.GetProperty("verb").GetString());
        Assert.Equal("done", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("summary").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("summary")[0].GetProperty("test_value_mse_mean").GetDouble() > 0);
    }

    [Fact]
    public void Quiet_says_nothing_but_the_result()
    {
        var run = Run("--quiet");
        Assert.Equal("", run.Error);
        Assert.Contains("sobolev", run.Output);
    }

    [Fact]
    public void Output_to_a_pipe_has_no_escape_sequences()
    {
        var run = Run();
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
    }

    [Fact]
    public void On_a_terminal_progress_is_live_and_gone_at_the_end()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script, which makes a terminal");
        using var tool = ToolProcess.StartShell($"TERM=xterm script -qec \"$SOBOLEV regress --preset quick --updates 20000 --set "
            + $"network.hidden=64,64 --out {_folder.Path} --name tty\" /dev/null");
        var (exitCode, output, _) = tool.Wait();
        Assert.Equal(0, exitCode);
        Assert.Contains("4 trials, 80,000 updates", output);
        Assert.Contains("%", output);
        Assert.DoesNotContain("live progress is not available", output);
        Assert.Contains("rosenbrock", output[output.LastIndexOf('%')..]);
    }

    [Fact]
    public void A_run_ends_with_its_folder_and_the_files_in_it()
    {
        var lines = Run("--name", "made").Error.TrimEnd('\n').Split('\n');
        var plots = Directory.GetFiles(_folder.File("made", "plots")).Length;
        Assert.Equal(
            [$"sobolev: done: {_folder.File("made")}", $"sobolev: it has summary.csv, metrics.csv, 4 models, {plots} plots"], lines[^2..]);
    }

    [Fact]
    public void A_dry_run_writes_nothing()
    {
        var dry = Run("--dry-run", "--name", "dry");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("learning_rate: 3e-05", dry.Output.Replace("3E-05", "3e-05", StringComparison.Ordinal));
        Assert.Contains("4 trials", dry.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_config_can_come_from_standard_input()
    {
        var run = ToolInProcess.RunWith("functions: [booth]\nsamples: 5\nupdates: 10\nnetwork: {hidden: [8]}\ntest_samples: 10\n",
            "regress", "--config", "-", "--out", _folder.Path, "--name", "piped");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("booth,5,regular,0,0,", File.ReadAllLines(_folder.File("piped", "metrics.csv"))[1]);
    }

    [Fact]
    public void A_diverging_run_is_exit_4_and_says_where()
    {
        var run = Run("--set", "optimiser.learning_rate=1e30", "--name", "diverged");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("of rosenbrock-20-regular-seed0", run.Error);
        Assert.Contains("\"step\":", File.ReadAllText(_folder.File("diverged", "run.json")));
    }

    [Fact]
    public void Help_shows_every_verb_with_an_example()
    {
        var help = ToolInProcess.Run("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("sobolev regress --fn rosenbrock --samples 20", help.Output);
    }

    [Fact]
    public void Runs_are_listed_shown_and_compared()
    {
        Run("--name", "one");
        Run("--name", "two", "--set", "optimiser.learning_rate=1e-3");
        Assert.Contains("done", ToolInProcess.Run("runs", "list", _folder.Path).Output);
        var shown = ToolInProcess.Run("runs", "show", _folder.File("one")).Output;
        Assert.Matches("rosenbrock +20 +sobolev +2 +[0-9,]+ \\([^ ]+ to [^ ]+\\)", shown);
        var compared = ToolInProcess.Run("runs", "compare", _folder.File("one"), _folder.File("two"), "--json");
        Assert.True(JsonDocument.Parse(compared.Output).RootElement.GetProperty("metrics")[0].GetProperty("ratios")[0]
            .GetDouble() is > 0 and < 10);
    }

    [Fact]
    public void Pictures_are_drawn_again_from_rows_and_models()
    {
        Run("--name", "one");
        var picture = _folder.File("one", "plots", "surface-rosenbrock-20.png");
        var first = File.ReadAllBytes(picture);
        File.Delete(picture);
        Assert.Equal(0, ToolInProcess.Run("runs", "draw", _folder.File("one")).ExitCode);
        Assert.Equal(first, File.ReadAllBytes(picture));
    }

    private ToolInProcess Run(params string[] more) => ToolInProcess.Run(["regress", .. _small, "--out", _folder.Path, .. more]);
}
