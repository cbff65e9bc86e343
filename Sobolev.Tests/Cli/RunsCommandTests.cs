using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Lists, tags, curves and plots of several runs.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsCommandTests : ThreeRunsTests
{
    [Theory]
    [InlineData("--tag wide", "first")]
    [InlineData("--where optimiser.learning_rate=1e-2", "second")]
    [InlineData("--where network.hidden=8,4 --status done --sort seed --reverse", "third second first")]
    [InlineData("--verb distill", "")]
    public void A_list_is_filtered_and_sorted(string options, string expected)
    {
        var (code, output, error) = ToolInProcess.Run(["runs", "list", Folder.Path, "--json", .. options.Split(' ')]);
        Assert.True(code == 0, error);
        var runs = JsonNode.Parse(output)!;
        Assert.Equal(1, (int)runs["schema"]!);
        Assert.Equal(expected, string.Join(' ', runs["runs"]!.AsArray().Select(run => Path.GetFileName((string)run!["folder"]!))));
    }

    [Fact]
    public void A_list_has_the_columns_that_were_asked_for()
    {
        var summary = Csv.Read(Folder.File("first", "summary.csv"));
        var table = ToolInProcess.Run("runs", "list", Folder.Path, "--tag", "try", "--csv", "--columns",
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
        var (code, _, error) = ToolInProcess.Run(["runs", "list", Folder.Path, .. options.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error);
    }

    [Fact]
    public void Tags_and_the_note_change_after_the_run()
    {
        Assert.Equal(0, ToolInProcess.Run("runs", "tag", Folder.File("first"), "good", "--remove", "try", "--note", "kept").ExitCode);
        var record = RunRecord.Read(Folder.File("first"));
        Assert.Equal(["good", "wide"], record.Tags);
        Assert.Equal("kept", record.Note);
        Assert.Contains("good wide\nkept", ToolInProcess.Run("runs", "tag", Folder.File("first")).Output);
        Assert.Equal(2, ToolInProcess.Run("runs", "tag", Folder.File("first"), "two words").ExitCode);
        using var held = RunFolder.Reopen(Folder.File("first"), null);
        Assert.Contains("another process", ToolInProcess.Run("runs", "tag", Folder.File("first"), "late").Error);
    }

    [Fact]
    public void Events_for_tensorboard_have_whole_records()
    {
        Assert.Equal(0, ToolInProcess.Run("runs", "export", Folder.File("first"), "--tensorboard", Folder.File("board")).ExitCode);
        var file = Assert.Single(Directory.GetFiles(Folder.File("board", "first", "booth-20-sobolev-seed0")));
        var (records, rows) = (Records(File.ReadAllBytes(file)).ToArray(), Csv.Read(Folder.File("first", "metrics.csv")));
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
        Assert.Equal(0, ToolInProcess.Run("runs", "draw", Folder.File("first"), "--format", "svg,pdf").ExitCode);
        Assert.Equal(
            [".pdf", ".png", ".svg"],
            Directory.GetFiles(Folder.File("first", "plots"), "curves-booth.*").Select(path => Path.GetExtension(path)).Order());
        Assert.Contains("not one of png, svg, pdf", ToolInProcess.Run("runs", "draw", Folder.File("first"), "--format", "gif").Error);
        Assert.Equal(2, ToolInProcess.Run("runs", "draw", Folder.File("first"), "--scale", "100").ExitCode);
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
}
