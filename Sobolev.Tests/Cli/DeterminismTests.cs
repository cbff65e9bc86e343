using Sobolev.Files;
using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Data.Images;

namespace Sobolev.Tests.Cli;

/// <summary>
/// Three processes that run the same thing at the same time write the same bytes. Wrong convolutions, memory read after its end and races
/// between threads differ from process to process.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class DeterminismTests : IDisposable
{
    private static readonly string[] _names = ["first", "second", "third"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string[]> Runs => new()
    {
        { "regress", ["--fn", "beale", "--updates", "1000"] },
        { "regress", ["--set", "engine=libtorch", "--updates", "100", "--set", "evaluate_every=50"] },
        { "gain", [] },
        { "distill", ["--updates", "10", "--set", "evaluate_every=5", "--set", "learning_rate.updates=5"] },
        { "sg-cifar", ["--data", CifarSlice.Path, "--updates", "10", "--set", "evaluate_every=5"] },
        { "sg-imagenet", ["--data", ImageNetSlice.Tar, "--updates", "10", "--set", "evaluate_every=5", "--set", "trunk.batch_size=12"] },
        { "attention", ["--data", CifarSlice.Path] },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_quick_preset_gives_the_same_bytes_in_three_processes(string verb, string[] words)
    {
        var tools = _names.Select(name =>
            ToolProcess.Start([verb, "--preset", "quick", .. words, "--quiet", "--out", _folder.Path, "--name", name])).ToArray();
        var ends = tools.Select(tool => tool.Wait()).ToArray();
        Array.ForEach(tools, tool => tool.Dispose());
        Assert.All(ends, end => Assert.True(end.ExitCode == 0, $"exit {end.ExitCode}: {end.Error}"));

        var files = FilesOf("first");
        Assert.Contains("metrics.csv", files);
        Assert.Contains(files, file => file.StartsWith("models", StringComparison.Ordinal));
        foreach (var name in _names[1..])
        {
            Assert.Equal(files, FilesOf(name));
            Assert.All(files, file => Assert.Equal(Content("first", file), Content(name, file)));
        }
    }

    /// <summary>Every table and model of a run, with paths relative to its folder.</summary>
    private string[] FilesOf(string name) =>
    [
        .. new[] { "*.csv", "*.safetensors" }
            .SelectMany(pattern => Directory.GetFiles(_folder.File(name), pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(_folder.File(name), path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The bytes of a file; of a table, its rows without the times.</summary>
    private string Content(string name, string file)
    {
        var path = _folder.File(name, file);
        if (!file.EndsWith(".csv", StringComparison.Ordinal))
            return Convert.ToHexString(File.ReadAllBytes(path));
        var (header, rows) = Csv.Read(path);
        var kept = Enumerable.Range(0, header.Length).Where(k => !header[k].Contains("seconds", StringComparison.Ordinal)).ToArray();
        return string.Join('\n', rows.Prepend(header).Select(row => string.Join(',', kept.Select(k => row[k]))));
    }
}
