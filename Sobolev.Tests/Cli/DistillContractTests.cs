using Sobolev.Files;
using Sobolev.Tests.Runs;
using Sobolev.Tests.Torch;

namespace Sobolev.Tests.Cli;

/// <summary>The stable interface of <c>sobolev distill</c> and its parts.</summary>
public sealed class DistillContractTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly string[] _shortTraining =
    [
        "distill", "teacher", "--game", "pong", "--steps", "16", "--set", "a3c.environments=2", "--set", "a3c.rollout=2", "--set",
        "a3c.rollouts_per_round=1",
        "--set", "evaluate_every=16", "--set", "evaluation_episodes=1", "--set", "score_episodes=2",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void From_a_teacher_over_its_recording_to_students()
    {
        Assert.Equal(0, Run([.. _shortTraining, "--name", "teacher"]).ExitCode);
        var teacher = _folder.File("teacher", "models", "pong-a3c-seed0.safetensors");
        Assert.Equal(2, Csv.Read(_folder.File("teacher", "scores.csv")).Rows.Count);

        Assert.Equal(0,
            Run("distill", "record", "--teacher", teacher, "--frames", "600", "--set", "play.players=2", "--name", "record").ExitCode);
        var recording = _folder.File("record", "models", "pong-stochastic-seed0.safetensors");
        // a row at the beginning and one at the end, although nothing is kept before an episode is over
        Assert.Equal(["0", "600"], Csv.Read(_folder.File("record", "metrics.csv")).Rows.Select(row => row[3]));

        // a teacher plays as it was scored after its training
        Assert.Equal(0, Run("distill", "score", "--teacher", teacher, "--episodes", "2", "--name", "score").ExitCode);
        Assert.Equal(Csv.Read(_folder.File("teacher", "scores.csv")).Rows, Csv.Read(_folder.File("score", "scores.csv")).Rows);
        Assert.Equal(0,
            Run("distill", "score", "--teacher", teacher, "--episodes", "2", "--behaviour", "greedy", "--name", "greedy").ExitCode);
        Assert.Equal(["greedy", "greedy", "random", "random"],
            Csv.Read(_folder.File("greedy", "metrics.csv")).Rows.Select(row => row[1]));

        var run = Students(teacher, recording, "run");
        Assert.Equal(0, run.ExitCode);
        var (header, rows) = Csv.Read(_folder.File("run", "metrics.csv"));
        Assert.Equal("game,fraction,method,learning_rate,seed,step,train_kl,train_gradient_loss,test_action_error,test_kl,seconds",
            string.Join(',', header));
        Assert.Equal(2 * 2 * 3, rows.Count);
        Assert.All(rows, row => Assert.InRange(double.Parse(row[8], System.Globalization.CultureInfo.InvariantCulture), 0, 100));
        Assert.Equal(2 * 2 * 2, Csv.Read(_folder.File("run", "learning_rates.csv")).Rows.Count);
        Assert.Equal(["fractions-pong.png", "saliency-pong.png"],
            Directory.GetFiles(_folder.File("run", "plots")).Select(Path.GetFileName).Order());

        // stopped in the middle and resumed, it gives the same numbers
        Students(teacher, recording, "stopped", "--max-time", "1s");
        Assert.Equal(0, ToolInProcess.Run("distill", "--resume", _folder.File("stopped")).ExitCode);
        Assert.Equal(UntimedRows.Of(_folder.File("run")), UntimedRows.Of(_folder.File("stopped")));

        // students that play at the end, each as many episodes as it was asked for
        Assert.Equal(0, Students(teacher, recording, "played", "--set", "score_episodes=2").ExitCode);
        Assert.Equal(UntimedRows.Of(_folder.File("run")), UntimedRows.Of(_folder.File("played")));
        Assert.Equal(4, Csv.Read(_folder.File("played", "scores.csv")).Rows.Count);
        Assert.Equal(["0", "2", "0", "2", "0", "2", "0", "2"],
            Csv.Read(_folder.File("played", "evaluations.csv")).Rows.Select(row => row[5]));

        // students of one rate on one recording, a run for each seed, are gathered into the run of both
        Assert.Equal(0, Students(teacher, recording, "both", "--learning-rates", "1e-3", "--seeds", "2").ExitCode);
        Assert.Equal(0, Students(teacher, recording, "one", "--learning-rates", "1e-3").ExitCode);
        Assert.Equal(0, Students(teacher, recording, "other", "--learning-rates", "1e-3", "--seed", "1").ExitCode);
        Assert.Equal(0,
            ToolInProcess.Run("runs", "gather", _folder.File("one"), _folder.File("other"), "--into", _folder.File("gathered")).ExitCode);
        Assert.Equal(UntimedRows.Of(_folder.File("both")), UntimedRows.Of(_folder.File("gathered")));
        var searched = ToolInProcess.Run("runs", "gather", _folder.File("run"), "--into", _folder.File("searched"));
        Assert.Equal(2, searched.ExitCode);
        Assert.Contains("stages before or after their training, learning_rates,", searched.Error, StringComparison.Ordinal);

        // shared without models and tries: the fractions are drawn again, with the rates that were found
        var shared = _folder.File("run");
        var fractions = Path.Combine(shared, "plots", "fractions-pong.png");
        var before = File.ReadAllBytes(fractions);
        File.Delete(fractions);
        Directory.Delete(Path.Combine(shared, "models"), recursive: true);
        Directory.Delete(Path.Combine(shared, "learning_rates"), recursive: true);
        var drawn = ToolInProcess.Run("runs", "draw", shared);
        Assert.Equal($"sobolev: without {Path.Combine(shared, "models")} these pictures were not drawn: saliency-pong\n"
            + $"sobolev: drawn: {Path.Combine(shared, "plots")}\n", drawn.Error);
        Assert.Equal(before, File.ReadAllBytes(fractions));

        // tries that end before their last update are those that diverged
        var tries = Path.Combine(shared, "learning_rates.csv");
        File.WriteAllLines(tries, [.. File.ReadLines(tries).Where(line => line.Split(',')[5] != "2")]);
        var diverged = ToolInProcess.Run("runs", "draw", shared);
        Assert.Equal(4, diverged.ExitCode);
        Assert.Contains("every learning rate diverged", diverged.Error, StringComparison.Ordinal);

        // a recording of other frames, or none, is refused before anything is written
        File.WriteAllBytes(recording, File.ReadAllBytes(recording)[..^10]);
        Assert.Equal(3, Students(teacher, recording, "damaged").ExitCode);
        Assert.False(Directory.Exists(_folder.File("damaged")));
    }

    [Fact]
    public void A_missing_teacher_is_exit_3_with_the_remedy()
    {
        var run = Run("distill", "--teacher", _folder.File("missing.safetensors"), "--name", "run");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("missing.safetensors", run.Error);
        Assert.Contains("--teacher", run.Error);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void Without_the_Arcade_Learning_Environment_its_games_are_exit_3_with_the_remedy()
    {
        // a ROM that no installation has: also where ale_py is there
        var run = Run("distill", "teacher", "--env", "ale", "--game", "ale:no_such_game", "--name", "run");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("ale", run.Error);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void A_game_that_does_not_exist_is_exit_2_and_names_those_that_do()
    {
        var run = Run("distill", "--game", "pongg", "--name", "run");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean pong", run.Error);
        Assert.Contains("ale:NAME", run.Error);
    }

    [Fact]
    public void A_fraction_that_leaves_nothing_to_test_on_is_exit_2() =>
        Assert.Equal(2, Run("distill", "--fractions", "1.5", "--name", "run").ExitCode);

    [Fact]
    public void A_dry_run_counts_recording_rates_and_students()
    {
        var run = Run("distill", "--preset", "quick", "--dry-run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("9 trials", run.Output);
    }

    private ToolInProcess Students(string teacher, string recording, string name, params string[] more) => Run(
    [
        "distill", "--teacher", teacher, "--recording", recording, "--fractions", "0.1,0.3", "--updates", "4", "--set",
        "learning_rate.grid=1e-4,1e-3", "--set", "evaluate_every=2", "--set", "batch_size=8",
        "--set", "probe_frames=10", "--set", "test_frames=20", "--set", "learning_rate.updates=2", "--set", "learning_rate.fraction=0.3",
        "--set", "seeds=1", "--name", name, .. more,
    ]);

    private ToolInProcess Run(params string[] words) => ToolInProcess.Run([.. words, "--out", _folder.Path]);
}
