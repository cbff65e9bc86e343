using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

public sealed class DataCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_imported_is_read_again_to_the_byte()
    {
        var cache = new DataCache(_folder.File("cache"));
        var imported = cache.Import("cifar10", CifarSlice.Path);
        var read = cache.Cifar10("", 0);
        Assert.Equal(imported.Training.Digest(), read.Training.Digest());
        Assert.Equal(imported.Test.Digest(), read.Test.Digest());
        Assert.Equal(imported.Classes, read.Classes);
    }

    [Fact]
    public void Files_that_a_kill_has_left_go_with_the_next_import_when_they_are_old()
    {
        string old = _folder.File("cache", "cifar10.safetensors.4711-1.tmp"),
            living = _folder.File("cache", "cifar10.safetensors.4712-1.tmp"),
            other = _folder.File("cache", "mine.tmp");
        Directory.CreateDirectory(_folder.File("cache"));
        foreach (var file in new[] { old, living, other })
            File.WriteAllBytes(file, [1, 2, 3]);
        foreach (var file in new[] { old, other })
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddDays(-2));
        new DataCache(_folder.File("cache")).Import("cifar10", CifarSlice.Path);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(living));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void Images_of_another_origin_are_replaced_only_when_told()
    {
        var cache = new DataCache(_folder.File("cache"));
        cache.Import("cifar10", CifarSlice.Path);
        var written = File.GetLastWriteTimeUtc(cache.PathOf("cifar10"));
        cache.Import("cifar10", CifarSlice.Path);
        Assert.Equal(written, File.GetLastWriteTimeUtc(cache.PathOf("cifar10")));

        foreach (var (split, of) in new[] { ("train", "a"), ("train", "b"), ("test", "a"), ("test", "b") })
        {
            Directory.CreateDirectory(_folder.File("mine", split, of));
            File.WriteAllBytes(_folder.File("mine", split, of, "1.png"), Hostile.PngBytes.Grey(4, 4, 8));
        }

        var error = Assert.Throws<SobolevException>(() => cache.Import("cifar10", _folder.File("mine")));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("holds other images, imported from cifar10-slice.tar.gz; add --replace", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, cache.Load("cifar10").Classes.Count);
        cache.Import("cifar10", _folder.File("mine"), replaces: true);
        Assert.Equal(2, cache.Load("cifar10").Classes.Count);
    }

    [Fact]
    public void An_archive_is_decoded_once()
    {
        var cache = new DataCache(_folder.File("cache"));
        var first = cache.Cifar10(CifarSlice.Path, 0);
        var kept = Assert.Single(Directory.GetFiles(cache.Folder));
        var written = File.GetLastWriteTimeUtc(kept);
        Assert.Equal(first.Training.Digest(), cache.Cifar10(CifarSlice.Path, 0).Training.Digest());
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public void A_damaged_copy_is_refused_with_the_remedy()
    {
        var cache = new DataCache(_folder.File("cache"));
        cache.Import("cifar10", CifarSlice.Path);
        var bytes = File.ReadAllBytes(cache.PathOf("cifar10"));
        bytes[^5000] ^= 1;
        File.WriteAllBytes(cache.PathOf("cifar10"), bytes);
        var error = Assert.Throws<SobolevException>(() => cache.Cifar10("", 0));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("sobolev data cifar10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_cache_says_how_to_fill_it()
    {
        var error = Assert.Throws<SobolevException>(() => new DataCache(_folder.File("cache")).Cifar10("", 0));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("sobolev data cifar10", error.Message, StringComparison.Ordinal);
    }
}
