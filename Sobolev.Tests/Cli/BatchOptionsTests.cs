using System.Globalization;
using Sobolev.Cli;

namespace Sobolev.Tests.Cli;

/// <summary>--max-time and --resume in jobs of a batch system.</summary>
[Trait("Speed", "Slow")]
public sealed class BatchOptionsTests : IDisposable
{
    private const long Now = 1_800_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3600, 3480)]
    [InlineData(241, 121)]
    [InlineData(100, 50)]
    [InlineData(-5, 0)]
    public void The_limit_is_shortly_before_the_end_of_the_job(int left, double limit) =>
        Assert.Equal(limit,
            TimeLimit.Of("auto", _ => (Now + left).ToString(CultureInfo.InvariantCulture), new Clock())!.Value.TotalSeconds);

    [Theory]
    [InlineData("auto", "needs SLURM_JOB_END_TIME")]
    [InlineData("soon", "must be a length of time")]
    public void A_limit_that_is_not_one_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<SobolevException>(() => TimeLimit.Of(text, _ => null, new Clock())).Message);

    /// <summary>One command serves every leg of a job.</summary>
    [Fact]
    public void Resume_auto_starts_a_run_and_resumes_it()
    {
        string[] words =
        [
            "regress", "--preset", "quick", "--fn", "booth", "--set", "updates=20", "--set", "network.hidden=8", "--quiet", "--out",
            _folder.Path, "--resume", "auto",
        ];
        Assert.Contains("--resume auto: needs --name", ToolInProcess.Run(words).Error);
        Assert.Equal(0, ToolInProcess.Run([.. words, "--name", "run"]).ExitCode);
        var again = ToolInProcess.Run([.. words, "--name", "run"]);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("already done", again.Error);

        string[] sweep = [.. words, "--sweep", "optimiser.learning_rate=1e-3,1e-2", "--name", "sweep"];
        Assert.Equal(0, ToolInProcess.Run(sweep).ExitCode);
        var table = File.ReadAllText(_folder.File("sweep", "sweep.csv"));
        Directory.Delete(_folder.File("sweep", "2-learning_rate=1e-2"), recursive: true);
        Assert.Equal(0, ToolInProcess.Run(sweep).ExitCode);
        Assert.Equal(table, File.ReadAllText(_folder.File("sweep", "sweep.csv")));
        var other = ToolInProcess.Run([.. words, "--sweep", "optimiser.learning_rate=1e-3,1e-1", "--name", "sweep"]);
        Assert.Contains("a sweep keeps its keys and values", other.Error);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }
}
