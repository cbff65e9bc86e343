using System.Text.Json;
using Sobolev.Tests.Cli;
using Sobolev.Tests.Data.Images;
using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

/// <summary>
/// Convolutions in 32 bits agree with 64 bits on every processor. Wrong kernels overrun buffers and stay in oneDNN's cache, so each case is
/// a separate process; a processor that hides its caches is imitated by writing into oneDNN what it would have read there.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ConvolutionsTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void On_this_processor_they_are_right() => Assert.StartsWith("0 of 200", Scan("sound", 200).Output);

    [Fact]
    public void Hidden_caches_make_them_wrong_or_end_the_process()
    {
        SkipWithoutRecord();
        var (exitCode, output, _) = Scan("hidden", 60);
        Assert.True(exitCode != 0 || !output.StartsWith("0 of", StringComparison.Ordinal),
            "the imitation is a sound processor: the other tests prove nothing");
    }

    [Fact]
    public void Sizes_written_into_oneDNN_make_them_right()
    {
        SkipWithoutRecord();
        var (exitCode, output, error) = Scan("hidden-settled", 200);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("0 of 200", output);
        Assert.Contains("CachesCorrected", error);
    }

    [Fact]
    public void Without_oneDNN_they_are_right_too()
    {
        SkipWithoutRecord();
        var (exitCode, output, error) = Scan("hidden-off", 60);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("0 of 60", output);
        Assert.Contains("OneDnnOff", error);
    }

    [Fact]
    public void The_record_is_found_once_and_only_by_its_sizes()
    {
        SkipWithoutRecord();
        var held = CacheSizes.InLeaf8000001D ?? CacheSizes.Known();
        Assert.False(OneDnnCaches.AreMisread());
        Assert.False(OneDnnCaches.Correct(new(1 << 15, 1 << 19, 1 << 20)), "a record that is sound was taken for a misread one");
        Assert.False(OneDnnCaches.Replace(held with { First = held.First + 4 }, held));
        Assert.True(OneDnnCaches.Replace(held, held));
    }

    [Fact]
    public void The_known_sizes_are_those_of_a_processor()
    {
        var known = CacheSizes.Known();
        Assert.InRange(known.First, 8u << 10, 1u << 20);
        Assert.InRange(known.Second, 64u << 10, 64u << 20);
        Assert.InRange(known.Third, 64u << 10, 1u << 30);
    }

    [Theory]
    [InlineData("as-is", "not checked")]
    [InlineData("caches-corrected", "SOBOLEV_CONVOLUTIONS=caches-corrected")]
    [InlineData("onednn-off", "SOBOLEV_CONVOLUTIONS=onednn-off")]
    public void A_setting_can_be_forced_and_is_recorded(string setting, string said)
    {
        if (setting == "caches-corrected")
            SkipWithoutRecord();
        using var tool = ToolProcess.StartWith(
            Convolutions.Variable, setting, "regress", "--preset", "quick", "--set", "engine=libtorch", "--updates", "2", "--seeds", "1",
            "--out", _folder.Path, "--name", "run", "--quiet");
        var (exitCode, _, error) = tool.Wait();
        Assert.Equal(0, exitCode);
        Assert.Contains(said, error);
        Assert.Contains(said, File.ReadAllText(_folder.File("run", "log.txt")));
        using var record = JsonDocument.Parse(File.ReadAllText(_folder.File("run", "run.json")));
        Assert.Equal(setting, record.RootElement.GetProperty("facts").GetProperty("convolutions").GetString());
    }

    [Fact]
    public void An_unknown_setting_is_refused_with_the_known_ones()
    {
        using var tool = ToolProcess.StartWith(Convolutions.Variable, "off", "verify", "lemma-1", "--out", _folder.Path);
        var (exitCode, _, error) = tool.Wait();
        Assert.Equal(2, exitCode);
        Assert.Equal("sobolev: SOBOLEV_CONVOLUTIONS=off: unknown; use as-is, caches-corrected or onednn-off\n", error);
    }

    /// <summary>Wrong convolutions ended this verb in every run: strided 1x1 kernels of 4 and 8 channels, channels last.</summary>
    [Fact]
    public void Attention_gives_the_same_numbers_whether_the_caches_are_hidden_or_not()
    {
        SkipWithoutRecord();
        Assert.Equal(Attention("sound"), Attention("hidden-settled"));
    }

    private string[] Attention(string processor)
    {
        using var probe = ToolProcess.StartTorchProbe(
            processor, "tool", "attention", "--preset", "quick", "--data", CifarSlice.Path, "--updates", "4", "--set",
            "evaluate_every=2", "--set", "batch_size=8",
            "--set", "train_images=60", "--set", "test_images=20", "--set", "probe_images=16", "--quiet", "--out",
            _folder.Path, "--name", processor);
        var (exitCode, _, error) = probe.Wait();
        Assert.True(exitCode == 0, error);
        // the last column is seconds; blocking by other sizes may round otherwise
        return [.. File.ReadLines(_folder.File(processor, "metrics.csv")).Skip(1).Select(Rounded)];
    }

    private static string Rounded(string row)
    {
        var cells = row.Split(',');
        return string.Join(',', cells[..4].Append($"{double.Parse(cells[4]):G3}"));
    }

    private static (int ExitCode, string Output, string Error) Scan(string processor, int shapes)
    {
        using var probe = ToolProcess.StartTorchProbe(processor, "scan", $"{shapes}");
        return probe.Wait();
    }

    private static void SkipWithoutRecord() =>
        Assert.SkipWhen(CacheSizes.InLeaf8000001D is null && !CacheSizes.AreHidden, "oneDNN reads the caches elsewhere on this processor");
}
