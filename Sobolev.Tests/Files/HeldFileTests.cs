using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class HeldFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_held_for_moments_is_replaced()
    {
        var path = _folder.File("run.json");
        AtomicFile.WriteText(path, "old");
        using var held = new HeldFiles((_, tried) => tried < 5);
        AtomicFile.WriteText(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(TimeSpan.FromMilliseconds(10 + 20 + 40 + 80 + 160), held.Paused);
    }

    [Fact]
    public void A_file_that_stays_held_is_named_after_seconds_and_stays_as_it_was()
    {
        var path = _folder.File("summary.csv");
        AtomicFile.WriteText(path, "old");
        using var held = new HeldFiles((file, _) => file == path);
        var error = Assert.Throws<SobolevException>(() => AtomicFile.WriteText(path, "new"));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Equal($"{path}: another program has this file open, so it cannot be replaced; close it there", error.Message);
        Assert.True(HeldFile.Caused(error));
        Assert.InRange(held.Paused, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Other_errors_are_not_repeated()
    {
        var path = _folder.File("file");
        using var held = new HeldFiles((_, _) => false);
        Assert.Throws<IOException>(() => HeldFile.Change(path, _ => throw new IOException("of another kind")));
        Assert.Equal(TimeSpan.Zero, held.Paused);
    }

    [Fact]
    public void A_file_is_read_while_another_program_writes_it_and_can_be_replaced_meanwhile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not replace open files");
        var path = _folder.File("metrics.csv");
        using var writer = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        writer.Write("a\n"u8);
        writer.Flush();
        using (var reader = SharedFile.OpenText(path))
        {
            AtomicFile.WriteText(path, "b\n");
            Assert.Equal("a\n", reader.ReadToEnd());
        }

        Assert.Equal("b\n", SharedFile.Text(path));
        Assert.Equal("b\n"u8, SharedFile.Bytes(path));
    }

    [Fact]
    public void A_file_without_a_length_is_read_whole()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "needs /proc");
        Assert.NotEmpty(SharedFile.Bytes("/proc/self/status"));
    }
}
