namespace Sobolev.Tests.Cli;

/// <summary>Standard streams that are closed, full or broken: they lose what was to be said, never a run.</summary>
[Trait("Speed", "Slow")]
public sealed class StreamTests : IDisposable
{
    private const string Quick = "$SOBOLEV regress --fn booth --samples 5 --set updates=300 --set network.hidden=8 --set test_samples=10 "
        + "--set evaluate_every=100";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData(">&- 2>&-")]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("--json >&-")]
    [InlineData("--verbose 2>/dev/full")]
    public void A_run_ends_as_it_does_with_its_streams(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full, and streams that a shell closes");
        var (exitCode, _, error) = Shell($"{Quick} --out {_folder.Path} --name run {redirection}");
        Assert.Equal((0, ""), (exitCode, error.Contains("unexpected", StringComparison.Ordinal) ? error : ""));
        Assert.Equal("done", Runs.RecordedStatus.Of(_folder.File("run")));
    }

    [Fact]
    public void A_reader_that_is_gone_ends_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        var (exitCode, output, _) =
            Shell($"set -o pipefail; {Quick} --out {_folder.Path} --name run 2> >(true) | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}");
        Assert.Equal((0, "0\n"), (exitCode, output));
        Assert.Equal("done", Runs.RecordedStatus.Of(_folder.File("run")));
    }

    [Fact]
    public void A_result_that_finds_a_full_disk_is_told_and_the_run_is_done()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        var (exitCode, _, error) = Shell($"{Quick} --out {_folder.Path} --name run --quiet >/dev/full");
        Assert.Equal((5, "sobolev: standard output: the disk is full, so that the result could not be written there; a run is complete in "
            + "its folder\n"), (exitCode, error));
        Assert.Equal("done", Runs.RecordedStatus.Of(_folder.File("run")));
    }

    [Theory]
    [InlineData("--config - <&-", "<stdin>: cannot be read (standard input is closed)")]
    [InlineData("--config - </dev/null", "<stdin>: the config is empty")]
    [InlineData("--config /dev/null", "/dev/null: the config is empty")]
    [InlineData("--config - < <(printf '# nothing\\n')", "<stdin>: the config is empty")]
    [InlineData("--config - </dev/zero", "<stdin>: larger than 1 MiB")]
    [InlineData("--config /dev/zero", "/dev/zero: larger than 1 MiB")]
    [InlineData("--config - < <(yes)", "<stdin>: larger than 1 MiB")]
    public void A_config_that_is_none_is_refused_at_once(string config, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell and devices");
        var (exitCode, output, error) = Shell($"timeout 60 $SOBOLEV regress --dry-run {config}");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("sobolev: " + message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_may_come_through_a_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        var (exitCode, output, error) = Shell("$SOBOLEV regress --dry-run --config <(echo 'samples: 77')");
        Assert.True(exitCode == 0, error);
        Assert.Contains("77", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error) Shell(string script)
    {
        using var tool = ToolProcess.StartShell(script);
        return tool.Wait();
    }
}
