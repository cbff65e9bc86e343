using System.IO.Compression;
using Sobolev.Data;

namespace Sobolev.Tests.Hostile;

/// <summary>Archives whose headers lie: each is refused in one line, and takes no more memory than its bytes allow.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private const long MostMemory = 64 << 20;

    private static readonly byte[] _image = PngBytes.Grey(4, 4, 8);
    private static readonly byte[] _base =
    [
        .. TarBytes.File("train/n00000001/0.png", _image), .. TarBytes.File("train/n00000002/0.png", _image),
        .. TarBytes.File("val/n00000001/0.png", _image), .. TarBytes.File("val/n00000002/0.png", _image), .. TarBytes.End,
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "a pax header of 2 GB", TarBytes.Header("PaxHeader", int.MaxValue - 100, 'x') },
        { "a long name of 8 GB", TarBytes.Header("././@LongLink", (1L << 33) - 1, 'L') },
        { "a pax header with damaged records",
            [.. TarBytes.Header("PaxHeader", 20, 'x'), .. TarBytes.Padded("99999999999 path=x\n"u8.ToArray())] },
        { "a file of 8 GB", TarBytes.Header("train/n00000001/x.png", (1L << 33) - 1) },
        { "a size of 2^62", TarBytes.Header("train/n00000001/x.png", 0, sizeField: TarBytes.Base256(0x80, 0x40, 0, 0, 0, 0, 0, 0, 0)) },
        { "a size beyond 2^63", TarBytes.Header("train/n00000001/x.png", 0, sizeField: TarBytes.Base256(0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0)) },
        { "a negative size", TarBytes.Header("train/n00000001/x.png", 0, sizeField: TarBytes.Base256(0xFF, 0xFE, 0)) },
        { "a pax size of 2^63", [.. TarBytes.Pax("size", "9223372036854775807"), .. TarBytes.Header("train/n00000001/x.png", 0)] },
        { "a sparse file", TarBytes.Header("train/n00000001/x.png", 512, 'S') },
        { "a sparse file in pax", [.. TarBytes.Pax("GNU.sparse.major", "1"), .. TarBytes.File("x", _image)] },
        { "a wrong checksum", [1, .. TarBytes.File("train/n00000001/x.png", _image)[1..]] },
        { "another kind of file", "PK\u0003\u0004 and so on"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_archive_is_refused_with_little_memory(string what, byte[] headers)
    {
        Refused(what, "bad.tar", [.. headers, .. _base]);
        Refused(what, "bad.tar.gz", Zipped([.. headers, .. _base]));
    }

    public static TheoryData<string, byte[]> Odd => new()
    {
        { "a time out of range", TarBytes.Pax("mtime", "99999999999999999999999999") },
        { "a user number out of range", TarBytes.Pax("uid", "99999999999999999999999999") },
        { "a link", TarBytes.Header("train/n00000001/x.png", 0, '2') },
        { "a device", TarBytes.Header("train/n00000001/x.png", 0, '3') },
        { "an unknown kind", TarBytes.Header("train/n00000001/x.png", 0, 'Z') },
        { "a global header", [.. TarBytes.Header("g", 20, 'g'), .. TarBytes.Padded(new byte[20])] },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void What_says_nothing_of_the_images_is_passed_over(string what, byte[] headers)
    {
        var path = Write("odd.tar", [.. headers, .. _base]);
        Assert.Equal((2, 2), (ImageNetData.Open(path, "", 0).Training.Count, ImageSource.Read(path).Test.Count));
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Names_lose_what_would_act_in_a_terminal()
    {
        var path = Write("names.tar", [.. TarBytes.File("train/n00000001/\u001b]0;x\u0007\nroot.png", _image), .. _base]);
        Assert.All(ImageNetData.Open(path, "", 0).Training, image => Assert.True(Printable.Is(image.Name)));
    }

    [Fact]
    public void A_small_file_of_gigabytes_is_refused_before_they_are_there()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(TarBytes.Header("README", 300L << 20));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++)
                zip.Write(zeros);
            zip.Write(_base);
        }

        Refused("decompresses to more than", "bomb.tar.gz", packed.ToArray());
    }

    [Fact]
    public void Circles_of_links_are_passed_over()
    {
        SymbolicLinks.SkipIfNone();
        foreach (var split in new[] { "train", "val" })
        {
            foreach (var of in new[] { "n00000001", "n00000002" })
            {
                Directory.CreateDirectory(_folder.File("set", split, of));
                File.WriteAllBytes(_folder.File("set", split, of, "0.png"), _image);
            }
        }

        Directory.CreateSymbolicLink(_folder.File("set", "one"), ".");
        Directory.CreateSymbolicLink(_folder.File("set", "two"), _folder.File("set"));
        Directory.CreateSymbolicLink(_folder.File("set", "train", "up"), "..");
        // a link to images elsewhere is what data sets are put together from
        Directory.CreateDirectory(_folder.File("more"));
        File.WriteAllBytes(_folder.File("more", "1.png"), _image);
        Directory.CreateSymbolicLink(_folder.File("set", "train", "n00000003"), _folder.File("more"));
        Assert.Equal(3, ImageNetData.Open(_folder.File("set"), "", 0).Training.Count);
    }

    [Fact]
    public void Links_that_multiply_are_refused()
    {
        SymbolicLinks.SkipIfNone();
        for (var level = 0; level < 30; level++)
        {
            Directory.CreateDirectory(_folder.File("d", $"{level}"));
            for (var way = 0; level > 0 && way < 3; way++)
                Directory.CreateSymbolicLink(_folder.File("d", $"{level - 1}", $"{way}"), _folder.File("d", $"{level}"));
        }

        var error = Assert.Throws<SobolevException>(() => ImageNetData.Open(_folder.File("d", "0"), "", 0));
        Assert.Contains("links lead to this folder", error.Message, StringComparison.Ordinal);
    }

    private void Refused(string what, string name, byte[] archive)
    {
        var path = Write(name, archive);
        foreach (var read in new Action[] { () => ImageSource.Read(path), () => ImageNetData.Open(path, "", 0) })
        {
            SobolevException? error = null;
            var before = GC.GetAllocatedBytesForCurrentThread();
            error = Assert.Throws<SobolevException>(read);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostMemory,
                $"{what}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
            Assert.Equal(ExitCode.DataMissing, error.ExitCode);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private string Write(string name, byte[] content)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Zipped(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(content);
        return packed.ToArray();
    }
}
