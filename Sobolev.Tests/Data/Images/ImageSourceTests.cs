using System.Formats.Tar;
using System.IO.Compression;
using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Tests.Data.Images;

public sealed class ImageSourceTests : IDisposable
{
    private const int Record = 3073;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_by_class_are_read_from_an_archive_and_from_a_folder_alike()
    {
        var packed = ImageSource.Read(CifarSlice.Path);
        using (var gzip = new GZipStream(File.OpenRead(CifarSlice.Path), CompressionMode.Decompress))
            TarFile.ExtractToDirectory(gzip, _folder.Path, overwriteFiles: false);
        var unpacked = ImageSource.Read(_folder.Path);

        Assert.Equal((400, 100, 10), (packed.Training.Count, packed.Test.Count, packed.Classes.Count));
        Assert.Equal((3, 32, 32), (packed.Training.Channels, packed.Training.Height, packed.Training.Width));
        Assert.All(Enumerable.Range(0, 10), of => Assert.Equal(40, packed.Training.Labels.Count(label => label == of)));
        Assert.Equal(packed.Training.Digest(), unpacked.Training.Digest());
        Assert.Equal(packed.Test.Digest(), unpacked.Test.Digest());
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], packed.Classes);
    }

    [Fact]
    public void The_binary_files_are_read_record_by_record()
    {
        WriteBinary();
        var data = ImageSource.Read(_folder.Path);
        Assert.Equal((50_000, 10_000), (data.Training.Count, data.Test.Count));
        // record 7 of the third file, by the rule that made it
        var image = 2 * 10_000 + 7;
        Assert.Equal((3 + 7) % 10, data.Training.Labels[image]);
        Assert.Equal((3 + 7 * 5 + 1000) % 256, data.Training.Image(image)[1000]);
        Assert.Equal("frog", data.Classes[6]);
    }

    [Fact]
    public void A_truncated_binary_file_is_refused_by_name()
    {
        WriteBinary();
        var path = _folder.File("data_batch_4.bin");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Refused("data_batch_4.bin has 30729999 bytes", _folder.Path);
    }

    [Fact]
    public void A_missing_binary_file_is_named()
    {
        WriteBinary();
        File.Delete(_folder.File("test_batch.bin"));
        Refused("test_batch.bin missing", _folder.Path);
    }

    [Fact]
    public void A_label_beyond_nine_is_no_CIFAR()
    {
        WriteBinary();
        var path = _folder.File("data_batch_1.bin");
        var bytes = File.ReadAllBytes(path);
        bytes[12 * Record] = 10;
        File.WriteAllBytes(path, bytes);
        Refused("record 12 of data_batch_1.bin has class 10", _folder.Path);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(100)]
    [InlineData(0)]
    public void A_truncated_archive_is_refused(int length)
    {
        var path = _folder.File("short.tar.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(CifarSlice.Path)[..length]);
        Refused("short.tar.gz", path);
    }

    [Fact]
    public void Something_else_under_the_name_of_an_archive_is_refused()
    {
        var path = _folder.File("other.tar.gz");
        File.WriteAllText(path, "<html>404</html>");
        Refused("truncated, or not a tar or zip archive", path);
    }

    [Fact]
    public void The_official_archive_is_known_by_its_digest()
    {
        var path = _folder.File("cifar-10-binary.tar.gz");
        File.Copy(CifarSlice.Path, path);
        Refused("damaged or incomplete", path);
    }

    [Fact]
    public void A_damaged_image_is_named()
    {
        WriteImages(("train/a/1.png", Png(4, 4)), ("train/b/2.png", Png(4, 4)), ("test/a/3.png", "no image"u8.ToArray()),
            ("test/b/4.png", Png(4, 4)));
        Refused("test/a/3.png is not an image of a known format", _folder.Path);
    }

    [Fact]
    public void An_image_of_another_size_is_named()
    {
        WriteImages(("train/a/1.png", Png(4, 4)), ("train/b/2.png", Png(4, 5)), ("test/a/3.png", Png(4, 4)), ("test/b/4.png", Png(4, 4)));
        Refused("train/b/2.png is 4x5", _folder.Path);
    }

    [Fact]
    public void A_split_without_images_is_named()
    {
        WriteImages(("train/a/1.png", Png(4, 4)), ("train/b/2.png", Png(4, 4)));
        Refused("no images test/CLASS/", _folder.Path);
    }

    [Fact]
    public void A_place_without_data_is_refused_with_the_remedy()
    {
        Refused("sobolev data cifar10", _folder.File("nowhere"));
        Refused("neither CIFAR's files", _folder.Path);
    }

    /// <summary>
    /// Nothing is unpacked, so an entry that points outside is an entry like any other: it is read or left, never written.
    /// </summary>
    [Fact]
    public void An_archive_with_paths_that_lead_outside_writes_nothing()
    {
        var path = _folder.File("evil.tar");
        using (var tar = new TarWriter(File.Create(path), TarEntryFormat.Ustar))
        {
            foreach (var name in new[] { "../../outside.png", "/etc/outside.png", "../train/a/1.png" })
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Png(4, 4)) });
        }

        Assert.Throws<SobolevException>(() => ImageSource.Read(path));
        Assert.Equal(["evil.tar"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "..", "outside.png")));
    }

    [Fact]
    public void A_choice_of_images_repeats_none_and_depends_on_the_stream_alone()
    {
        var all = ImageSource.Read(CifarSlice.Path).Training;
        var some = all.Sample(50, new RandomStream(1, "images"));
        Assert.Equal(some.Digest(), all.Sample(50, new RandomStream(1, "images")).Digest());
        Assert.NotEqual(some.Digest(), all.Sample(50, new RandomStream(2, "images")).Digest());
        Assert.Equal(50, Enumerable.Range(0, 50).Select(i => Convert.ToHexString(some.Image(i))).Distinct().Count());
        Assert.Same(all, all.Sample(0, new RandomStream(1, "images")));
    }

    private static void Refused(string expected, string path)
    {
        var error = Assert.Throws<SobolevException>(() => ImageSource.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Record r of file f (from 1) has label (f + r) mod 10 and pixel p = f + 5 r + p, modulo 256.</summary>
    private void WriteBinary()
    {
        var names = Enumerable.Range(1, 5).Select(k => $"data_batch_{k}.bin").Append("test_batch.bin").ToArray();
        for (var file = 1; file <= names.Length; file++)
        {
            var bytes = new byte[10_000 * Record];
            for (var record = 0; record < 10_000; record++)
            {
                var at = bytes.AsSpan(record * Record, Record);
                at[0] = (byte)((file + record) % 10);
                for (var pixel = 0; pixel < Record - 1; pixel++)
                    at[1 + pixel] = (byte)(file + 5 * record + pixel);
            }

            File.WriteAllBytes(_folder.File(names[file - 1]), bytes);
        }
    }

    private void WriteImages(params (string Name, byte[] Content)[] images)
    {
        foreach (var (name, content) in images)
        {
            var path = _folder.File(name.Split('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    private static byte[] Png(int width, int height)
    {
        using var bitmap = new SkiaSharp.SKBitmap(width, height);
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
