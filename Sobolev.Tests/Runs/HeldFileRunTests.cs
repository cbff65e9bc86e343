using Sobolev.Runs;
using Sobolev.Tests.Files;

namespace Sobolev.Tests.Runs;

/// <summary>Files of a run that another program holds open do not end its training, and are named.</summary>
public sealed class HeldFileRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Warnings _warnings = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Checkpoints_that_cannot_be_written_are_named_and_the_training_continues()
    {
        var whole = Run(new(), "whole");
        var signal = new StopSignal();
        using var held = new HeldFiles((path, _) => path.Contains("checkpoints", StringComparison.Ordinal));
        var outcome = Run(new() { OnUpdate = (_, step) => signal.RequestCheckpoint() }, "held", signal);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("the training continues without this checkpoint", _warnings.Lines[0]);
        Assert.Contains(".safetensors: another program has this file open", _warnings.Lines[0]);
        Assert.Equal(UntimedRows.Of(whole.Folder), UntimedRows.Of(outcome.Folder));
    }

    [Fact]
    public void Old_checkpoints_that_cannot_be_removed_stay_until_the_end()
    {
        var signal = new StopSignal();
        var most = 0;
        using var held = new RefusedDeletions();
        var outcome = Run(
            new()
            {
                Methods = 1,
                OnUpdate = (_, step) =>
                {
                    if (step % 100 == 0)
                        signal.RequestCheckpoint();
                    var folder = _folder.File("held", "checkpoints");
                    most = Math.Max(most, Directory.Exists(folder)
                        ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length
                        : 0);
                },
            },
            "held",
            signal);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.InRange(most, 5, 12);
        Assert.False(Directory.Exists(_folder.File("held", "checkpoints")));
    }

    [Fact]
    public void A_trial_waits_for_its_model_and_the_run_is_complete()
    {
        var whole = Run(new(), "whole");
        using var held = new HeldFiles((path, tried) => path.EndsWith("m0-seed0.safetensors", StringComparison.Ordinal) && tried < 25);
        var outcome = Run(new(), "held");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("m0-seed0.safetensors: another program has this file open", Assert.Single(_warnings.Lines));
        Assert.Equal(UntimedRows.Of(whole.Folder), UntimedRows.Of(outcome.Folder));
        Assert.Equal(File.ReadAllBytes(ModelOf(whole)), File.ReadAllBytes(ModelOf(outcome)));
    }

    [Fact]
    public void A_run_that_waits_for_a_file_hears_a_signal_and_is_resumed()
    {
        var whole = Run(new() { Methods = 1 }, "whole");
        var signal = new StopSignal();
        RunOutcome stopped;
        using (new HeldFiles((path, _) => path.EndsWith("m0-seed0.safetensors", StringComparison.Ordinal))
        {
            OnPause = () => signal.Stop(StopReason.Interrupt),
        })
            stopped = Run(new() { Methods = 1 }, "held", signal);
        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.False(File.Exists(ModelOf(stopped)));
        var resumed = Run(new() { Methods = 1 }, null, resume: stopped.Folder);
        Assert.Equal(ExitCode.Done, resumed.ExitCode);
        Assert.Equal(UntimedRows.Of(whole.Folder), UntimedRows.Of(resumed.Folder));
        Assert.Equal(File.ReadAllBytes(ModelOf(whole)), File.ReadAllBytes(ModelOf(resumed)));
    }

    [Theory]
    [InlineData("summary.csv")]
    [InlineData("run.json")]
    public void A_result_that_is_open_at_the_end_is_named_and_a_resume_writes_it(string file)
    {
        SobolevException error;
        // run.json is written a first time before the folder has its name
        using (new HeldFiles((path, _) => path.EndsWith(Path.Combine("held", file), StringComparison.Ordinal)))
            error = Assert.Throws<SobolevException>(() => Run(new(), "held"));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        var path = _folder.File("held", file);
        Assert.Equal(
            $"{path}: another program has this file open, so it cannot be replaced; close it there, then resume with: sobolev count "
                + $"--resume {_folder.File("held")}",
            error.Message);
        var resumed = Run(new() { OnUpdate = (_, _) => Assert.Fail("trained again") }, null, resume: _folder.File("held"));
        Assert.Equal(ExitCode.Done, resumed.ExitCode);
        Assert.True(File.Exists(Path.Combine(resumed.Folder, "summary.csv")));
        Assert.Equal(RunStatus.Done, RunRecord.Read(resumed.Folder).Status);
    }

    private static string ModelOf(RunOutcome outcome) => Path.Combine(outcome.Folder, "models", "m0-seed0.safetensors");

    private RunOutcome Run(CountingExperiment.Keys keys, string? name, StopSignal? signal = null, string? resume = null) =>
        new Lifecycle(
            new CountingExperiment(keys with { Updates = 600 }),
            new RunRequest
            {
                Out = _folder.Path,
                Name = name,
                Resume = resume,
                ConfigText = "verb: count\n",
                CommandLine = ["sobolev", "count"],
            },
            signal ?? new StopSignal(),
            _warnings,
            TimeProvider.System).Run();

    private sealed class RefusedDeletions : Sobolev.Files.FileChanges, IDisposable
    {
        public RefusedDeletions() => Current = this;

        public override void Delete(string path) => throw HeldFiles.SharingViolation;

        public void Dispose() => Current = new Sobolev.Files.FileChanges();
    }

    private sealed class Warnings : IRunObserver
    {
        private readonly List<string> _lines = [];

        public string[] Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public void Started(string folder, RunProgress progress) { }

        public void Warned(string message)
        {
            lock (_lines)
                _lines.Add(message);
        }
    }
}
