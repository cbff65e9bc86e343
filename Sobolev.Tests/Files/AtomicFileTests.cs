using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Renaming a file onto a device would remove the device; root may do that.</summary>
    [Fact]
    public void A_pipe_is_written_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders");
        var pipe = _folder.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            make.WaitForExit();
        using var reader =
            System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [pipe]) { RedirectStandardOutput = true })!;
        AtomicFile.WriteText(pipe, "new");
        Assert.Equal("new", reader.StandardOutput.ReadToEnd());
        Assert.Equal(["pipe"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        AtomicFile.WriteText("/dev/null", "new");
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.True(FileStatus.IsRegular(typeof(AtomicFile).Assembly.Location) && !FileStatus.IsRegular("/dev/null"));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.File("f.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_full_disk_is_exit_5_and_one_line()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var error = Assert.ThrowsAny<IOException>(() => full.WriteByte(1));
        var described = DiskErrors.Describe(error, "out/metrics.csv")!;
        Assert.Equal(ExitCode.OutOfResources, described.ExitCode);
        Assert.Equal("out/metrics.csv: the disk is full; free some space, then resume with --resume", described.Message);
    }

    [Fact]
    public void A_folder_that_is_gone_is_said()
    {
        var error = Assert.Throws<SobolevException>(() => AtomicFile.WriteText(_folder.File("no", "f.txt"), ""));
        Assert.Contains("the folder no longer exists", error.Message);
    }
}
