using System.Formats.Tar;
using System.IO.Compression;
using Sobolev.Data;
using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Hostile;

namespace Sobolev.Tests.Data.Archives;

/// <summary>Links of an archive lead where they would lead after unpacking, as long as that is inside the archive.</summary>
public sealed class ArchiveLinksTests : IDisposable
{
    private static readonly byte[] _image = PngBytes.Grey(4, 4, 8);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_set_of_links_is_the_set_that_unpacking_gives(bool isCompressed)
    {
        SymbolicLinks.SkipIfNone();
        var path = Tar(isCompressed, tar =>
        {
            Link(tar, TarEntryType.SymbolicLink, "train/a/1.png", "../../all/1.png");
            Add(tar, "all/1.png", "all/2.png", "all/3.png");
            Link(tar, TarEntryType.HardLink, "train/b/2.png", "all/2.png");
            Link(tar, TarEntryType.SymbolicLink, "train/b/chain.png", "2.png");
            Link(tar, TarEntryType.SymbolicLink, "val", "./parts/measured");
            Add(tar, "parts/measured/a/4.png", "parts/measured/b/5.png");
        });
        var data = ImageNetData.Open(path, "", 0);
        Assert.Equal("3 images of train and 2 of val, 2 classes; ignored: 5 images outside train and val", data.Found);

        // another reader of archives agrees
        var unpacked = Directory.CreateDirectory(_folder.File("unpacked")).FullName;
        using (var file = File.OpenRead(path))
        using (var stream = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file)
            TarFile.ExtractToDirectory(stream, unpacked, overwriteFiles: false);
        var expected = ImageNetData.Open(unpacked, "", 0);
        Assert.Equal(expected.Training.Select(image => image.Label), data.Training.Select(image => image.Label));
        Assert.Equal(expected.Validation.Select(image => image.Content.Read()), data.Validation.Select(image => image.Content.Read()));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_archive_or_in_a_circle_is_told()
    {
        var path = Tar(isCompressed: false, tar =>
        {
            Add(tar, "train/a/1.png", "train/b/2.png", "val/a/3.png");
            Link(tar, TarEntryType.SymbolicLink, "train/a/out.png", "../../../etc/x.png");
            Link(tar, TarEntryType.SymbolicLink, "train/a/absolute.png", "/etc/x.png");
            Link(tar, TarEntryType.SymbolicLink, "train/a/gone.png", "nothing.png");
            Link(tar, TarEntryType.SymbolicLink, "train/a/round.png", "round.png");
            Link(tar, TarEntryType.SymbolicLink, "train/c", "../train");
        });
        Assert.Equal("2 images of train and 1 of val, 2 classes; ignored: 5 links that lead to no file",
            ImageNetData.Open(path, "", 0).Found);
    }

    [Fact]
    public void An_entry_replaces_an_earlier_one_of_its_name()
    {
        var path = Tar(isCompressed: false, tar => Add(tar, "train/a/1.png", "train/b/2.png", "val/a/3.png", "train/a/1.png"));
        Assert.Equal(2, ImageNetData.Open(path, "", 0).Training.Count);
    }

    /// <summary>tar stores 4294967294, the anonymous user of NFS, in GNU's form for large numbers, and in pax records.</summary>
    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Owner_numbers_above_2_to_31_say_nothing_of_the_images(TarEntryFormat format)
    {
        byte[] owner = format == TarEntryFormat.Pax ? [.. TarBytes.Pax("uid", "4294967294"), .. TarBytes.Pax("gid", "4294967294")] : [];
        var bytes = new List<byte>();
        foreach (var name in new[] { "train/a/1.png", "train/b/2.png", "val/a/3.png" })
        {
            var header = TarBytes.File(name, _image);
            if (format == TarEntryFormat.Gnu)
                Rewrite(header);
            bytes.AddRange([.. owner, .. header]);
        }

        File.WriteAllBytes(_folder.File("owners.tar"), [.. bytes, .. TarBytes.End]);
        Assert.Equal(2, ImageNetData.Open(_folder.File("owners.tar"), "", 0).Training.Count);

        static void Rewrite(byte[] header)
        {
            // uid and gid, eight bytes each from 108: 0x80, then big-endian
            foreach (var at in new[] { 108, 116 })
                Convert.FromHexString("80000000FFFFFFFE").CopyTo(header, at);
            header.AsSpan(148, 8).Fill((byte)' ');
            System.Text.Encoding.ASCII.GetBytes(Convert.ToString(header.Take(512).Sum(value => value), 8).PadLeft(6, '0') + "\0 ")
                .CopyTo(header, 148);
        }
    }

    [Theory]
    [InlineData("set.tar", true)]
    [InlineData("set.tar.gz", false)]
    public void The_format_of_an_archive_is_told_by_its_bytes(string name, bool isCompressed)
    {
        var path = Tar(isCompressed, tar => Add(tar, "train/a/1.png", "train/b/2.png", "val/a/3.png"));
        File.Move(path, _folder.File(name), overwrite: true);
        Assert.Equal(2, ImageNetData.Open(_folder.File(name), "", 0).Training.Count);
    }

    [Theory]
    [InlineData("BZh91AY&SY", "bzip2 -d")]
    [InlineData("7z\u00BC\u00AF", "7z x")]
    public void A_format_that_is_not_read_is_named_with_a_remedy(string begin, string remedy)
    {
        File.WriteAllBytes(_folder.File("set.tar.bz2"), [.. System.Text.Encoding.Latin1.GetBytes(begin), .. new byte[100]]);
        Assert.Contains(remedy, Assert.Throws<SobolevException>(() => ImageNetData.Open(_folder.File("set.tar.bz2"), "", 0)).Message,
            StringComparison.Ordinal);
    }

    private string Tar(bool isCompressed, Action<TarWriter> write)
    {
        var path = _folder.File(isCompressed ? "links.tgz" : "links.tar");
        using var file = File.Create(path);
        using var stream = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        using var tar = new TarWriter(stream);
        write(tar);
        return path;
    }

    private static void Add(TarWriter tar, params string[] names)
    {
        foreach (var name in names)
        {
            var image = ImageNetSlice.Encode(4, 4, (_, _) => new SkiaSharp.SKColor((byte)name[^5], 0, 0),
                SkiaSharp.SKEncodedImageFormat.Png);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(image) });
        }
    }

    private static void Link(TarWriter tar, TarEntryType kind, string name, string target) =>
        tar.WriteEntry(new PaxTarEntry(kind, name) { LinkName = target });
}
