using System.Text.Json;
using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Tests.Cli;
using Sobolev.Theory;

namespace Sobolev.Tests.Theory;

/// <summary><c>sobolev verify</c> as scripts see it: exit codes, streams, the run folder.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_check_leaves_a_run_folder_that_runs_can_show()
    {
        var run = Verify("proposition-1", "--points", "10", "--dim", "2", "--seed", "4", "--name", "run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("proposition-1 holds", run.Output);
        var (header, rows) = Csv.Read(_folder.File("run", "summary.csv"));
        Assert.Equal("check,quantity,measured,relation,bound,holds", string.Join(',', header));
        Assert.All(rows, row => Assert.Equal(("proposition-1", "true"), (row[0], row[5])));
        Assert.True(File.Exists(_folder.File("run", "plots", "proposition-1.png")));
        Assert.Contains("proposition-1 holds", File.ReadAllText(_folder.File("run", "log.txt")));

        Assert.Contains("verify", ToolInProcess.Run("runs", "list", _folder.Path).Output);
        Assert.Contains("value loss, ReLU", ToolInProcess.Run("runs", "show", _folder.File("run")).Output);
    }

    [Fact]
    public void Json_is_one_object_and_the_config_gives_the_run_again()
    {
        var first = Verify("remark-2", "--seed", "7", "--json", "--quiet", "--name", "first");
        using var json = JsonDocument.Parse(first.Output);
        Assert.Equal("", first.Error);
        Assert.Equal("done", json.RootElement.GetProperty("status").GetString());
        Assert.Equal("remark-2", json.RootElement.GetProperty("checks")[0].GetProperty("check").GetString());
        Assert.True(json.RootElement.GetProperty("summary").GetArrayLength() > 3);

        Assert.Equal(0, Verify("--config", _folder.File("first", "config.yaml"), "--name", "second").ExitCode);
        Assert.Equal(File.ReadAllText(_folder.File("first", "summary.csv")), File.ReadAllText(_folder.File("second", "summary.csv")));
    }

    [Theory]
    [InlineData("propositon-1", "did you mean proposition-1?")]
    [InlineData("--points=0", "from 1 to 2000")]
    [InlineData("--points=2000 --dim=200", "fewer points or dimensions")]
    public void Wrong_usage_is_exit_2_and_leaves_nothing(string words, string message)
    {
        var run = Verify([.. words.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_statement_that_does_not_hold_is_exit_1_and_named()
    {
        var outcome = Run(new Mistaken(Finding.AtMost("error", 2, 1)));
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Contains("mistaken: does not hold", outcome.Message);
        Assert.Equal(RunStatus.Failed, RunRecord.Read(outcome.Folder).Status);
        Assert.Equal("mistaken,error,2,<=,1,false", File.ReadAllLines(Path.Combine(outcome.Folder, "summary.csv"))[1]);
        Assert.Equal(ExitCode.Done, Run(new Mistaken(Finding.AtMost("error", 0.5, 1))).ExitCode);
    }

    [Fact]
    public void A_check_that_breaks_leaves_a_failed_run()
    {
        Assert.Throws<InvalidOperationException>(() => Run(new Mistaken()));
        Assert.Equal(RunStatus.Failed, RunCatalogue.Below(_folder.Path).Single().Status);
    }

    private RunOutcome Run(ICheck check) =>
        Verification.Run([check], new VerifyConfig(), new RunRequest
        {
            Out = _folder.Path,
            ConfigText = "verb: verify\n",
            CommandLine = ["sobolev", "verify"]
        }, _ => { }, TimeProvider.System);

    private ToolInProcess Verify(params string[] words) => ToolInProcess.Run(["verify", .. words, "--out", _folder.Path]);

    private sealed class Mistaken(params Finding[] findings) : ICheck
    {
        public string Name => "mistaken";

        public string Statement => "an error is small";

        public CheckResult Run(VerifyConfig config) =>
            findings.Length > 0 ? new CheckResult("nothing", findings) : throw new InvalidOperationException(
            "broken");
    }
}
