using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Lists, tags, seeds and curves of several runs.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunsCommandTests()
    {
        Run("first", "--seeds", "1", "--tag", "wide", "--tag", "try", "--note", "a first try");
        Run("second", "--seeds", "1", "--seed", "1", "--learning-rate", "1e-2");
        Run("third", "--seeds", "1", "--seed", "2");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--tag wide", "first")]
    [InlineData("--where optimiser.learning_rate=1e-2", "second")]
    [InlineData("--where network.hidden=8,4 --status done --sort seed --reverse", "third second first")]
    [InlineData("--verb distill", "")]
    public void A_list_is_filtered_and_sorted(string options, string expected)
    {
        var (code, output, error) = ToolInProcess.Run(["runs", "list", _folder.Path, "--json", .. options.Split(' ')]);
        Assert.True(code == 0, error);
        var runs = JsonNode.Parse(output)!;
        Assert.Equal(1, (int)runs["schema"]!);
        Assert.Equal(expected, string.Join(' ', runs["runs"]!.AsArray().Select(run => Path.GetFileName((string)run!["folder"]!))));
    }

    [Fact]
    public void A_list_has_the_columns_that_were_asked_for()
    {
        var summary = Csv.Read(_folder.File("first", "summary.csv"));
        var table = ToolInProcess.Run("runs", "list", _folder.Path, "--tag", "try", "--csv", "--columns",
            "tags,note,network.hidden,samples,test_value_mse_mean").Output;
        var fields = Csv.Fields(table.Split('\n')[1]);
        Assert.Equal(["try wide", "a first try", "8,4", "20"], fields[..4]);
        Assert.Equal(string.Join(' ', summary.Rows.Select(row => row[Array.IndexOf(summary.Header, "test_value_mse_mean")])), fields[4]);
    }

    [Theory]
    [InlineData("--where optimiser.learning_rat=1", "did you mean optimiser.learning_rate")]
    [InlineData("--where seed", "KEY=VALUE")]
    [InlineData("--sort statu", "did you mean status")]
    [InlineData("--columns started,colour", "colour: no column")]
    public void An_unknown_column_or_key_is_refused(string options, string reason)
    {
        var (code, _, error) = ToolInProcess.Run(["runs", "list", _folder.Path, .. options.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
    }

    [Fact]
    public void Tags_and_the_note_change_after_the_run()
    {
        Assert.Equal(0, ToolInProcess.Run("runs", "tag", _folder.File("first"), "good", "--remove", "try", "--note", "kept").ExitCode);
        var record = RunRecord.Read(_folder.File("first"));
        Assert.Equal(["good", "wide"], record.Tags);
        Assert.Equal("kept", record.Note);
        Assert.Contains("good wide\nkept", ToolInProcess.Run("runs", "tag", _folder.File("first")).Output);
        Assert.Equal(2, ToolInProcess.Run("runs", "tag", _folder.File("first"), "two words").ExitCode);
        using var held = RunFolder.Reopen(_folder.File("first"), null);
        Assert.Contains("another process", ToolInProcess.Run("runs", "tag", _folder.File("first"), "late").Error);
    }

    [Fact]
    public void Seeds_of_several_runs_make_one_summary()
    {
        Run("both", "--seed", "2", "--seeds", "2");
        Run("fourth", "--seeds", "1", "--seed", "3");
        var gathered =
            ToolInProcess.Run("runs", "gather", _folder.File("third"), _folder.File("fourth"), "--csv", "--out", _folder.File("all.csv"));
        Assert.Equal(File.ReadAllText(_folder.File("both", "summary.csv")), gathered.Output);
        Assert.Equal(gathered.Output, File.ReadAllText(_folder.File("all.csv")));
    }

    [Theory]
    [InlineData("first", "second", "optimiser.learning_rate is 3e-05 in first and 0.01 in second")]
    [InlineData("third", "third-again", "booth 20 regular, seed 2, is in third and in third-again: each trial counts once")]
    public void Runs_that_differ_in_more_or_share_a_seed_are_not_gathered(string one, string other, string reason)
    {
        Run("third-again", "--seeds", "1", "--seed", "2");
        var (code, _, error) = ToolInProcess.Run("runs", "gather", _folder.File(one), _folder.File(other));
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
            Assert.Equal(File.ReadAllBytes(_folder.File("both", file)), File.ReadAllBytes(_folder.File("all", file)));
        Assert.Equal(UntimedRows.Of(_folder.File("both")), UntimedRows.Of(_folder.File("all")));

        var record = RunRecord.Read(_folder.File("all"));
        Assert.Equal(RunStatus.Done, record.Status);
        Assert.Equal(RunRecord.Read(_folder.File("both")).ConfigTexts, record.ConfigTexts);
        Assert.Equal(["one", "other"], record.Json["gathered"]!.AsArray().Select(run => (string)run!["run"]!));
        Assert.Contains("already done", ToolInProcess.Run("regress", "--resume", _folder.File("all")).Error);
        // it can be extended as the other
        Assert.Equal(0, ToolInProcess.Run("regress", "--resume", _folder.File("all"), "--seeds", "3", "--quiet").ExitCode);
        Assert.Equal(0, ToolInProcess.Run("regress", "--resume", _folder.File("both"), "--seeds", "3", "--quiet").ExitCode);
        Assert.Equal(UntimedRows.Of(_folder.File("both")), UntimedRows.Of(_folder.File("all")));
    }

    [Theory]
    [InlineData("--seed 4", "all", "seed 3 is in none of the runs")]
    [InlineData("--seed 3 --method sobolev", "all", "booth-20-regular-seed3 is in none of the runs")]
    [InlineData("--seed 3", "second", "already exists")]
    public void A_folder_with_gaps_or_in_the_way_of_another_is_refused(string other, string into, string reason)
    {
        Run("other", [.. other.Split(' '), "--seeds", "1"]);
        var before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order();
        var (code, error) = Gather("third", "other", into);
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void A_folder_of_runs_of_which_one_was_shared_without_models_has_none()
    {
        Run("fourth", "--seed", "3", "--seeds", "1");
        Directory.Delete(_folder.File("fourth", "models"), recursive: true);
        var (code, error) = Gather("third", "fourth", "all");
        Assert.Equal(0, code);
        Assert.Contains("the folder has no models, since not every run has them", error);
        Assert.False(Directory.Exists(_folder.File("all", "models")));
        Assert.True(File.Exists(_folder.File("all", "plots", "curves-booth.png")));
    }

    [Fact]
    public void Runs_on_different_devices_are_gathered_and_the_device_of_all_is_auto()
    {
        Run("fourth", "--seed", "3", "--seeds", "1", "--device", "cpu");
        Assert.Equal(["auto", "cpu"], new[] { "third", "fourth" }.Select(run => RunRecord.Read(_folder.File(run)).ConfigTexts["device"]));
        var (code, error) = Gather("third", "fourth", "all");
        Assert.True(code == 0, error);
        Assert.Equal("auto", RunRecord.Read(_folder.File("all")).ConfigTexts["device"]);
    }

    [Fact]
    public void Runs_on_different_data_are_not_gathered()
    {
        Run("fourth", "--seed", "3", "--seeds", "1");
        foreach (var (name, data) in new[] { ("third", "one table"), ("fourth", "another table") })
        {
            var record = RunRecord.Read(_folder.File(name));
            record.Json["facts"]!["data"] = data;
            record.Write(_folder.File(name));
        }

        var (code, _, error) = ToolInProcess.Run("runs", "gather", _folder.File("third"), _folder.File("fourth"));
        Assert.Equal(2, code);
        Assert.Contains("the data is one table in third and another table in fourth", error);
    }

    [Fact]
    public void Events_for_tensorboard_have_whole_records()
    {
        Assert.Equal(0, ToolInProcess.Run("runs", "export", _folder.File("first"), "--tensorboard", _folder.File("board")).ExitCode);
        var file = Assert.Single(Directory.GetFiles(_folder.File("board", "first", "booth-20-sobolev-seed0")));
        var (records, rows) = (Records(File.ReadAllBytes(file)).ToArray(), Csv.Read(_folder.File("first", "metrics.csv")));
        Assert.Equal("brain.Event:2", records[0].FileVersion);
        var column = Array.IndexOf(rows.Header, "test_value_mse");
        var curve = records.Where(record => record.Summary?.Value[0].Tag == "test_value_mse").ToArray();
        string[][] own = [.. rows.Rows.Where(row => row.Contains("sobolev"))];
        Assert.Equal(own.Select(row => (long.Parse(row[4]), (float)Csv.Number(row[column]))),
            curve.Select(record => (record.Step, record.Summary.Value[0].SimpleValue)));
    }

    [Fact]
    public void Plots_are_drawn_again_in_other_formats()
    {
        Assert.Equal(0, ToolInProcess.Run("runs", "draw", _folder.File("first"), "--format", "svg,pdf").ExitCode);
        Assert.Equal(
            [".pdf", ".png", ".svg"],
            Directory.GetFiles(_folder.File("first", "plots"), "curves-booth.*").Select(path => Path.GetExtension(path)).Order());
        Assert.Contains("not one of png, svg, pdf", ToolInProcess.Run("runs", "draw", _folder.File("first"), "--format", "gif").Error);
        Assert.Equal(2, ToolInProcess.Run("runs", "draw", _folder.File("first"), "--scale", "100").ExitCode);
    }

    /// <summary>Reads TFRecord's form and computes each CRC bit by bit.</summary>
    private static IEnumerable<Tensorboard.Event> Records(byte[] file)
    {
        for (var place = 0; place < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(place));
            Assert.Equal(Masked(file.AsSpan(place, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(place + 8)));
            Assert.Equal(Masked(file.AsSpan(place + 12, length)),
                BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(place + 12 + length)));
            yield return Tensorboard.Event.Parser.ParseFrom(file, place + 12, length);
            place += length + 16;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78u; // Castagnoli's polynomial, reflected
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    private (int Code, string Error) Gather(string one, string other, string into)
    {
        var (code, _, error) =
            ToolInProcess.Run("runs", "gather", _folder.File(one), _folder.File(other), "--into", _folder.File(into) + "/");
        return (code, error);
    }

    /// <summary>The files of a run without its log and its lock.</summary>
    private string[] FilesOf(string name) =>
    [
        .. Directory.GetFiles(_folder.File(name), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.File(name), path))
            .Where(file => file is not ("log.txt" or "run.lock" or "run.json")).Order(StringComparer.Ordinal),
    ];

    private void Run(string name, params string[] words)
    {
        var (code, _, error) = ToolInProcess.Run(
        [
            "regress", "--preset", "quick", "--fn", "booth", "--set", "updates=40", "--set", "evaluate_every=10",
            "--set", "network.hidden=8,4",
            "--set", "test_samples=50", "--quiet", "--out", _folder.Path, "--name", name, .. words,
        ]);
        Assert.True(code == 0, error);
    }
}
