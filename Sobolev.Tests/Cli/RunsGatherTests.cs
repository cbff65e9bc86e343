using Sobolev.Runs;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Several runs become one summary or one run folder.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsGatherTests : ThreeRunsTests
{
    [Fact]
    public void Seeds_of_several_runs_make_one_summary()
    {
        Run("both", "--seed", "2", "--seeds", "2");
        Run("fourth", "--seeds", "1", "--seed", "3");
        var gathered =
            ToolInProcess.Run("runs", "gather", Folder.File("third"), Folder.File("fourth"), "--csv", "--out", Folder.File("all.csv"));
        Assert.Equal(File.ReadAllText(Folder.File("both", "summary.csv")), gathered.Output);
        Assert.Equal(gathered.Output, File.ReadAllText(Folder.File("all.csv")));
    }

    [Theory]
    [InlineData("first", "second", "optimiser.learning_rate is 3e-05 in first and 0.01 in second")]
    [InlineData("third", "third-again", "booth 20 regular, seed 2, is in third and in third-again: each trial counts once")]
    public void Runs_that_differ_in_more_or_share_a_seed_are_not_gathered(string one, string other, string reason)
    {
        Run("third-again", "--seeds", "1", "--seed", "2");
        var (code, _, error) = ToolInProcess.Run("runs", "gather", Folder.File(one), Folder.File(other));
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
    }

    [Theory]
    [InlineData("--seed 2 --seeds 1", "--seed 3 --seeds 1", "--seed 2 --seeds 2")]
    [InlineData("--method regular --samples 10,20", "--method sobolev --samples 10,20", "--samples 10,20")]
    public void A_folder_of_several_runs_is_that_of_one_run(string one, string other, string both)
    {
        Run("one", one.Split(' '));
        Run("other", other.Split(' '));
        Run("both", both.Split(' '));
        var (code, error) = Gather("one", "other", "all");
        Assert.True(code == 0, error);
        Assert.Equal(FilesOf("both"), FilesOf("all"));
        foreach (var file in FilesOf("both").Where(file => Path.GetExtension(file) is not (".csv" or ".png")).Append("summary.csv"))
            Assert.Equal(File.ReadAllBytes(Folder.File("both", file)), File.ReadAllBytes(Folder.File("all", file)));
        Assert.Equal(UntimedRows.Of(Folder.File("both")), UntimedRows.Of(Folder.File("all")));

        var record = RunRecord.Read(Folder.File("all"));
        Assert.Equal(RunStatus.Done, record.Status);
        Assert.Equal(RunRecord.Read(Folder.File("both")).ConfigTexts, record.ConfigTexts);
        Assert.Equal(["one", "other"], record.Json["gathered"]!.AsArray().Select(run => (string)run!["run"]!));
        Assert.Contains("already done", ToolInProcess.Run("regress", "--resume", Folder.File("all")).Error);
        // it can be extended as the other
        Assert.Equal(0, ToolInProcess.Run("regress", "--resume", Folder.File("all"), "--seeds", "3", "--quiet").ExitCode);
        Assert.Equal(0, ToolInProcess.Run("regress", "--resume", Folder.File("both"), "--seeds", "3", "--quiet").ExitCode);
        Assert.Equal(UntimedRows.Of(Folder.File("both")), UntimedRows.Of(Folder.File("all")));
    }

    [Theory]
    [InlineData("--seed 4", "all", "seed 3 is in none of the runs")]
    [InlineData("--seed 3 --method sobolev", "all", "booth-20-regular-seed3 is in none of the runs")]
    [InlineData("--seed 3", "second", "already exists")]
    public void A_folder_with_gaps_or_in_the_way_of_another_is_refused(string other, string into, string reason)
    {
        Run("other", [.. other.Split(' '), "--seeds", "1"]);
        var before = Directory.GetFileSystemEntries(Folder.Path, "*", SearchOption.AllDirectories).Order();
        var (code, error) = Gather("third", "other", into);
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void A_folder_of_runs_of_which_one_was_shared_without_models_has_none()
    {
        Run("fourth", "--seed", "3", "--seeds", "1");
        Directory.Delete(Folder.File("fourth", "models"), recursive: true);
        var (code, error) = Gather("third", "fourth", "all");
        Assert.Equal(0, code);
        Assert.Contains("the folder has no models, since not every run has them", error);
        Assert.False(Directory.Exists(Folder.File("all", "models")));
        Assert.True(File.Exists(Folder.File("all", "plots", "curves-booth.png")));
    }

    [Fact]
    public void Runs_on_different_devices_are_gathered_and_the_device_of_all_is_auto()
    {
        Run("fourth", "--seed", "3", "--seeds", "1", "--device", "cpu");
        Assert.Equal(["auto", "cpu"], new[] { "third", "fourth" }.Select(run => RunRecord.Read(Folder.File(run)).ConfigTexts["device"]));
        var (code, error) = Gather("third", "fourth", "all");
        Assert.True(code == 0, error);
        Assert.Equal("auto", RunRecord.Read(Folder.File("all")).ConfigTexts["device"]);
    }

    [Fact]
    public void Runs_on_different_data_are_not_gathered()
    {
        Run("fourth", "--seed", "3", "--seeds", "1");
        foreach (var (name, data) in new[] { ("third", "one table"), ("fourth", "another table") })
        {
            var record = RunRecord.Read(Folder.File(name));
            record.Json["facts"]!["data"] = data;
            record.Write(Folder.File(name));
        }

        var (code, _, error) = ToolInProcess.Run("runs", "gather", Folder.File("third"), Folder.File("fourth"));
        Assert.Equal(2, code);
        Assert.Contains("the data is one table in third and another table in fourth", error);
    }

    private (int Code, string Error) Gather(string one, string other, string into)
    {
        var (code, _, error) =
            ToolInProcess.Run("runs", "gather", Folder.File(one), Folder.File(other), "--into", Folder.File(into) + "/");
        return (code, error);
    }

    /// <summary>The files of a run without its log and its lock.</summary>
    private string[] FilesOf(string name) =>
    [
        .. Directory.GetFiles(Folder.File(name), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder.File(name), path))
            .Where(file => file is not ("log.txt" or "run.lock" or "run.json")).Order(StringComparer.Ordinal),
    ];
}
