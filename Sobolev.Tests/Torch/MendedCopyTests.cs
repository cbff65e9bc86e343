using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

public sealed class MendedCopyTests : IDisposable
{
    private const string Unused = "GLIBCXX_3.4.32";
    private readonly string _folder = Directory.CreateTempSubdirectory("sobolev-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_copy_is_the_library_with_the_version_marked_weak()
    {
        var copy = MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder]);
        Assert.Equal(VersionLabel.MarkWeak(File.ReadAllBytes(VersionLabelTests.Library), Unused), File.ReadAllBytes(copy));
        Assert.StartsWith(_folder, copy);
    }

    [Fact]
    public void A_whole_copy_is_used_again()
    {
        var copy = MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder]);
        File.SetLastWriteTimeUtc(copy, DateTime.UnixEpoch);
        Assert.Equal(copy, MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder]));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public void A_damaged_copy_is_replaced()
    {
        var copy = MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder]);
        var whole = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, whole[..1000]);
        Assert.Equal(whole, File.ReadAllBytes(MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder])));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_gives_way_to_the_next()
    {
        var blocked = Path.Combine(_folder, "file");
        File.WriteAllText(blocked, "in the way");
        var copy = MendedCopy.Of(VersionLabelTests.Library, Unused, [blocked, Path.Combine(_folder, "next")]);
        Assert.StartsWith(Path.Combine(_folder, "next"), copy);
        Assert.Throws<IOException>(() => MendedCopy.Of(VersionLabelTests.Library, Unused, [blocked]));
    }

    [Fact]
    public void Many_at_once_end_with_one_whole_copy()
    {
        var copies = new string[8];
        Parallel.For(0, copies.Length, i => copies[i] = MendedCopy.Of(VersionLabelTests.Library, Unused, [_folder]));
        Assert.Single(copies.Distinct());
        Assert.Equal([Path.GetFileName(copies[0])], Directory.GetFiles(Path.GetDirectoryName(copies[0])!).Select(Path.GetFileName));
    }
}
