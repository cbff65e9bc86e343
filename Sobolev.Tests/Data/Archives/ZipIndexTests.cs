using System.IO.Compression;
using Sobolev.Data;
using Sobolev.Tests.Data.Sets;

namespace Sobolev.Tests.Data.Archives;

/// <summary>Zip archives that .NET's writer made, read in place.</summary>
public sealed class ZipIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Contents_are_those_that_were_written_for_any_number_of_threads(CompressionLevel level)
    {
        var path = _folder.File("a.zip");
        var contents = Enumerable.Range(0, 200).Select(k => Enumerable.Range(0, 100 * k).Select(i => (byte)(i * k >> 3)).ToArray())
            .ToArray();
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create) { Comment = "PK\u0005\u0006 in a comment" })
        {
            for (var k = 0; k < contents.Length; k++)
            {
                using var entry = zip.CreateEntry($"folder/\u00FC{k}.bin", level).Open();
                entry.Write(contents[k]);
            }

            zip.CreateEntry("folder/");
        }

        var entries = ArchiveFile.Entries(path);
        Assert.Equal(EntryKind.Folder, entries[^1].Kind);
        Parallel.For(0, contents.Length, k =>
        {
            Assert.Equal($"folder/\u00FC{k}.bin", entries[k].Name);
            Assert.Equal(contents[k].Length, entries[k].Content!.Length);
            Assert.Equal(contents[k], entries[k].Content!.Read());
        });
    }

    /// <summary>More entries than 16 bits count: the 64-bit directory, as in Kaggle's archive of ImageNet. Something before it moves all
    /// offsets.</summary>
    [Fact]
    public void An_archive_of_70_000_files_behind_a_script_is_read()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var k = 0; k < 70_000; k++)
            {
                using var entry = zip.CreateEntry($"{k}", CompressionLevel.NoCompression).Open();
                entry.Write(BitConverter.GetBytes(k));
            }
        }

        var path = _folder.File("large.zip");
        File.WriteAllBytes(path, memory.ToArray());
        var entries = ArchiveFile.Entries(path);
        Assert.Equal(70_000, entries.Count);
        Assert.Equal(BitConverter.GetBytes(69_999), entries[^1].Content!.Read());
    }

    [Fact]
    public void Damaged_bytes_are_an_unreadable_image_and_a_truncated_archive_is_refused()
    {
        var path = _folder.File("set.zip");
        new SetFiles().TwoClasses("val").Zip(path);
        var bytes = File.ReadAllBytes(path);
        bytes[45] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
        var data = ImageNetData.Open(path, "", 0);
        Assert.Throws<IOException>(() => data.Training[0].Content.Read());
        Assert.NotEmpty(data.Training[1].Content.Read());
        File.WriteAllBytes(path, bytes[..^30]);
        Assert.Contains("its directory, which is the end of the file, is missing",
            Assert.Throws<SobolevException>(() => ImageNetData.Open(path, "", 0)).Message, StringComparison.Ordinal);
    }
}
