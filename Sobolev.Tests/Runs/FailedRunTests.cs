using System.Runtime.InteropServices;
using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>Trials that diverge, fail or exhaust the memory: the exit code, the message, and what is kept.</summary>
public sealed class FailedRunTests : CountingRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_needs_a_diverged_trial_is_not_trained_and_the_rest_is(int threads)
    {
        var outcome = Run(new() { Methods = 3, Seeds = 2, Chained = true, Threads = threads, DivergingTrial = "m0-seed1" });
        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("at step 500 of m0-seed1;", outcome.Message);
        Assert.Equal(["m0-seed0", "m1-seed0", "m2-seed0"],
            Directory.GetFiles(Path.Combine(outcome.Folder, "models")).Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    public void A_failure_ends_those_who_wait_too()
    {
        Assert.Throws<InvalidOperationException>(() =>
            Run(new()
            {
                Methods = 3,
                Chained = true,
                Threads = 3,
                OnUpdate = (_, step) => throw new InvalidOperationException("as planned")
            }, "failing"));
        Assert.Equal(RunStatus.Failed, RunRecord.Read(Folder.File("failing")).Status);
    }

    [Fact]
    public void A_diverged_trial_is_named_and_the_others_are_finished()
    {
        var outcome = Run(new() { DivergingTrial = "m0-seed0" });
        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("at step 500 of m0-seed0", outcome.Message);
        Assert.Single(outcome.Summary!.Rows);
        Assert.Equal("""[{"trial":"m0-seed0","step":500}]""", RunRecord.Read(outcome.Folder).Json["diverged"]!.ToJsonString());
    }

    [Fact]
    public void A_loss_that_is_read_late_is_known_before_a_row_is_written()
    {
        var outcome = Run(new() { DivergingTrial = "m0-seed0", ReadsLate = true });
        Assert.Equal(ExitCode.Diverged, outcome.ExitCode);
        Assert.Contains("at step 500 of m0-seed0", outcome.Message);
        Assert.DoesNotContain("m0,0,500", File.ReadAllText(Path.Combine(outcome.Folder, "metrics.csv")));
        Assert.Contains("m0,0,400", File.ReadAllText(Path.Combine(outcome.Folder, "metrics.csv")));
    }

    [Fact]
    public void A_trial_that_fails_stops_the_run_and_keeps_what_was_trained()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Run(new()
        {
            Threads = 1,
            OnUpdate = (trial, step) =>
            {
                if (trial == "m1-seed0" && step == 300)
                    throw new InvalidOperationException("as planned");
            },
        }, "failing"));
        Assert.Equal("as planned", error.Message);
        Assert.Equal(RunStatus.Failed, RunRecord.Read(Folder.File("failing")).Status);
        Assert.Equal(ExitCode.Done, Run(new(), null, resume: Folder.File("failing")).ExitCode);
    }

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 512 "
        + "bytes. Error code 12", "you tried to allocate 512 bytes", "--threads 1")]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.1 GiB of which 1.2 GiB is free. Process "
        + "7 has", "CUDA out of memory. Tried to allocate 2.00 GiB)", "--set trials_per_gpu=1")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "CUBLAS_STATUS_ALLOC_FAILED when",
        "--set trials_per_gpu=1")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED)", "--set trials_per_gpu=1")]
    public void Exhausted_memory_is_exit_5_with_what_to_do(string native, string told, string fewer)
    {
        var text = $"{native}\nException raised from somewhere (most recent call first):\nframe #0: c10::Error";
        var error = Assert.Throws<SobolevException>(() =>
            Run(new() { Threads = 2, TrialsPerGpu = 2, OnUpdate = (_, step) => throw new ExternalException(text) }, "exhausted"));
        Assert.Equal(ExitCode.OutOfResources, error.ExitCode);
        Assert.Contains(told, error.Message);
        Assert.Contains($"sobolev count --resume {Folder.File("exhausted")} {fewer}; or begin a new run with a smaller network",
            error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("frame #0: c10::Error", File.ReadAllText(Folder.File("exhausted", "log.txt")));
    }

    [Fact]
    public void Exhausted_memory_of_one_trial_at_a_time_does_not_advise_fewer()
    {
        var error = Assert.Throws<SobolevException>(() =>
            Run(new() { Threads = 1, OnUpdate = (_, step) => throw new OutOfMemoryException() }, "exhausted"));
        Assert.Equal(ExitCode.OutOfResources, error.ExitCode);
        Assert.DoesNotContain("--threads", error.Message);
    }

    [Fact]
    public void Exhausted_memory_of_a_GPU_with_one_trial_does_not_advise_fewer()
    {
        var error = Assert.Throws<SobolevException>(() =>
            Run(new() { Threads = 2, OnUpdate = (_, step) => throw new ExternalException("CUDA out of memory. Tried to allocate 1 GiB.") },
                "exhausted"));
        Assert.EndsWith("; a new run with a smaller network needs less", error.Message);
    }

    [Fact]
    public void Exhausted_memory_advises_smaller_parts_of_a_minibatch_where_the_verb_has_them()
    {
        var error = Assert.Throws<SobolevException>(() =>
            Run(new() { Threads = 1, Smaller = "micro_batches=2", OnUpdate = (_, step) => throw new OutOfMemoryException() }, "exhausted"));
        Assert.EndsWith("; a new run with --set micro_batches=2 or a smaller network needs less", error.Message);
    }
}
