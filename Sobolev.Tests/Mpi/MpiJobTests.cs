using Sobolev.Mpi;

namespace Sobolev.Tests.Mpi;

/// <summary>How a job begins, and how it ends when something is wrong.</summary>
[Trait("Speed", "Slow")]
public sealed class MpiJobTests
{
    public static TheoryData<Launcher> Launchers => new() { Launcher.OpenMpi, Launcher.Mpich };

    [Theory, MemberData(nameof(Launchers))]
    public void The_ranks_are_those_that_the_launcher_started(Launcher launcher)
    {
        var run = MpiRun.Start(launcher, 3, "who");
        Assert.True(run.ExitCode == 0, run.Error);
        var name = launcher == Launcher.OpenMpi ? "Open MPI" : "MPICH";
        Assert.Equal(3, run.Lines.Length);
        Assert.All(run.Lines.Index(), line => Assert.StartsWith($"rank {line.Index} of 3, launched True, library {name}", line.Item));
    }

    [Theory, MemberData(nameof(Launchers))]
    public void One_rank_loads_no_library(Launcher launcher) =>
        Assert.Equal(["rank 0 of 1, launched False, library none"], MpiRun.Start(launcher, 1, "who").Lines);

    [Theory, MemberData(nameof(Launchers))]
    public void A_wrong_path_gives_one_line_per_rank(Launcher launcher)
    {
        var run = MpiRun.StartWith(launcher, 2, "/nowhere/libmpi.so", "who");
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Lines);
        var lines = Refusals(run);
        Assert.InRange(lines.Length, 1, 2);
        Assert.All(lines, line => Assert.Matches("SOBOLEV_MPI=/nowhere/libmpi.so does not load \\(.*No such file.*\\); set it to", line));
    }

    [Theory, MemberData(nameof(Launchers))]
    public void A_library_that_is_no_MPI_is_refused(Launcher launcher)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library is glibc's");
        var run = MpiRun.StartWith(launcher, 2, "libm.so.6", "who");
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.All(Refusals(run), line => Assert.Contains("SOBOLEV_MPI=libm.so.6 is not an MPI library", line));
    }

    // Whether it is there is not asked by loading it: UCX, which comes with it, takes SIGSEGV, and .NET's next null reference ends all
    // tests.
    [Theory, InlineData(Launcher.OpenMpi, Launcher.Mpich, "libmpich.so.12"), InlineData(Launcher.Mpich, Launcher.OpenMpi, "libmpi.so.40")]
    public void The_library_of_another_MPI_would_make_jobs_of_one_and_is_refused(Launcher launcher, Launcher owner, string other)
    {
        Assert.SkipUnless(MpiRun.IsInstalled(owner), $"{other} is not installed");
        var run = MpiRun.StartWith(launcher, 2, other, "who");
        Assert.Equal((int)ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Lines);
        Assert.All(Refusals(run), line =>
            Assert.Matches("started 2 processes, but .* sees 1: launcher and library belong to different MPI implementations", line));
    }

    [Theory, MemberData(nameof(Launchers))]
    public void A_null_reference_is_an_exception_as_ever(Launcher launcher)
    {
        var run = MpiRun.Start(launcher, 2, "null");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["caught", "caught"], run.Lines);
    }

    [Theory, MemberData(nameof(Launchers))]
    public void A_rank_that_fails_says_why_and_ends_the_job_with_its_exit_code(Launcher launcher)
    {
        var run = MpiRun.Start(launcher, 3, "fail", "1");
        Assert.Equal((int)ExitCode.DataMissing, run.ExitCode);
        Assert.Contains("last words: the data of this rank are gone", run.Output + run.Error);
    }

    [Theory, MemberData(nameof(Launchers))]
    public void A_module_that_fails_in_its_holder_ends_the_job(Launcher launcher)
    {
        var run = MpiRun.Start(launcher, 2, "module-fails");
        Assert.Equal((int)ExitCode.Failed, run.ExitCode);
        Assert.Contains("last words: module 0 has 10 parameters, not 11", run.Output + run.Error);
    }

    [Theory]
    [InlineData(Launcher.OpenMpi, 0), InlineData(Launcher.OpenMpi, 2)]
    [InlineData(Launcher.Mpich, 0), InlineData(Launcher.Mpich, 2)]
    public void A_rank_that_is_killed_ends_the_job(Launcher launcher, int rank)
    {
        var run = MpiRun.Start(launcher, 3, "kill", $"{rank}");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Killed", run.Output + run.Error);
    }

    [Fact]
    public void A_failure_alone_goes_on_as_it_is()
    {
        var said = new List<Exception>();
        Assert.Throws<InvalidDataException>(() => MpiJob.Run<int>(_ => throw new InvalidDataException("x"), said.Add));
        Assert.Empty(said);
    }

    [Fact]
    public void Alone_collective_calls_leave_everything_as_it_is()
    {
        var world = MpiWorld.Alone;
        float[] values = [1, 2];
        world.AllReduceSum(values);
        world.Broadcast(values);
        world.Barrier();
        Assert.Equal([1, 2], values);
        Assert.Equal(-3, world.Max(-3));
        Assert.Equal([[4.0, 5.0]], world.Gather([4, 5]));
        Assert.Equal((0, 1), (world.Rank, world.Size));
    }

    private static string[] Refusals(MpiRun run) =>
        [.. run.Error.Split('\n').Where(line => line.Contains("refused: ", StringComparison.Ordinal))];
}
