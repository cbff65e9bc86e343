using System.Formats.Tar;
using System.IO.Compression;
using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.Tests.Files;

namespace Sobolev.Tests.Data.ImageNet;

/// <summary>The layouts in which people have ImageNet.</summary>
public sealed class ImageNetDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tar_a_compressed_tar_and_folders_are_the_same_data_set()
    {
        var tar = ImageNetData.Open(ImageNetSlice.Tar, "", 0);
        Assert.Equal(["n01443537", "n01698640", "n02132136"], tar.Classes);
        Assert.Equal(ImageNetSlice.Training, tar.Training.Count);
        Assert.Equal(ImageNetSlice.Validation, tar.Validation.Count);
        Assert.All(tar.Training.Concat(tar.Validation), image => Assert.Contains($"/{tar.Classes[image.Label]}/", image.Name));

        var folders = ImageNetData.Open(ImageNetSlice.Unpack(_folder.Path), "", 0);
        var packed = _folder.File("slice.tar.gz");
        using (var from = File.OpenRead(ImageNetSlice.Tar))
        using (var to = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
            from.CopyTo(to);
        foreach (var other in new[] { folders, ImageNetData.Open(packed, "", 0) })
        {
            Assert.Equal(tar.Training.Select(image => image.Label), other.Training.Select(image => image.Label));
            Assert.Equal(tar.Training.Select(image => image.Content.Read()), other.Training.Select(image => image.Content.Read()));
            Assert.Equal(tar.Validation.Select(image => image.Content.Read()), other.Validation.Select(image => image.Content.Read()));
        }
    }

    /// <summary>As it is published: ILSVRC2012_img_train.tar is a tar of a tar per class, ILSVRC2012_img_val.tar lies flat.</summary>
    [Fact]
    public void The_published_archives_are_read_in_place()
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        var published = Directory.CreateDirectory(_folder.File("published")).FullName;
        var classes = Directory.GetDirectories(Path.Combine(root, "train")).Order().ToArray();
        using (var train = new TarWriter(File.Create(Path.Combine(published, "ILSVRC2012_img_train.tar"))))
        {
            foreach (var of in classes)
            {
                var inner = _folder.File($"{Path.GetFileName(of)}.tar");
                TarFile.CreateFromDirectory(of, inner, includeBaseDirectory: false);
                train.WriteEntry(inner, Path.GetFileName(inner));
            }
        }

        var truth = new List<string>();
        using (var val = new TarWriter(File.Create(Path.Combine(published, "ILSVRC2012_img_val.tar"))))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(root, "val"), "*", SearchOption.AllDirectories))
            {
                val.WriteEntry(file, Path.GetFileName(file));
                truth.Add($"{Path.GetFileNameWithoutExtension(file)},{Path.GetFileName(Path.GetDirectoryName(file))} 12 13 14 15");
            }
        }

        var without = Assert.Throws<SobolevException>(() => ImageNetData.Open(published, "", 0));
        Assert.Contains("--ground-truth", without.Message);
        File.WriteAllLines(Path.Combine(published, "LOC_val_solution.csv"), ["ImageId,PredictionString", .. truth]);
        var data = ImageNetData.Open(published, "", 0);
        var expected = ImageNetData.Open(root, "", 0);
        Assert.Equal(
            expected.Training.Select(image => (image.Label, Convert.ToHexString(image.Content.Read()))),
            data.Training.Select(image => (image.Label, Convert.ToHexString(image.Content.Read()))));
        Assert.Equal(Of(expected), Of(data));

        static IEnumerable<string> Of(ImageNetData data) =>
            data.Validation.Select(image => $"{image.Label} {Convert.ToHexString(image.Content.Read())}").Order();
    }

    [Fact]
    public void The_numbers_of_the_development_kit_mean_what_its_table_says()
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        string[] files = [.. Directory.GetFiles(Path.Combine(root, "val"), "*", SearchOption.AllDirectories)];
        string[] ids = ["n02132136", "n01443537", "n01698640"];
        var numbers = files.OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .Select(file => $"{Array.IndexOf(ids, Path.GetFileName(Path.GetDirectoryName(file))) + 1}").ToArray();
        foreach (var file in files)
            File.Move(file, Path.Combine(root, "val", Path.GetFileName(file)));
        foreach (var empty in Directory.GetDirectories(Path.Combine(root, "val")))
            Directory.Delete(empty);
        var kit = _folder.File("ILSVRC2012_validation_ground_truth.txt");
        File.WriteAllLines(kit, numbers);
        Assert.Contains("meta.mat", Assert.Throws<SobolevException>(() => ImageNetData.Open(root, kit, 0)).Message);

        File.WriteAllBytes(_folder.File("meta.mat"), [1, 2, 3]);
        Assert.Contains("not a MATLAB 5 file", Assert.Throws<SobolevException>(() => ImageNetData.Open(root, kit, 0)).Message);
        File.WriteAllBytes(_folder.File("meta.mat"), MatStructsTests.Bytes("synsets-octave.mat"));
        Assert.Equal(Expected(), Labels(ImageNetData.Open(root, kit, 0)));
        // a list of ids has priority
        File.WriteAllLines(_folder.File("synsets.txt"), ids.Reverse());
        Assert.NotEqual(Expected(), Labels(ImageNetData.Open(root, kit, 0)));
        File.WriteAllLines(_folder.File("synsets.txt"), ids);
        Assert.Equal(Expected(), Labels(ImageNetData.Open(root, kit, 0)));

        File.WriteAllLines(kit, numbers.SkipLast(1));
        Assert.Contains("8 numbers for 9 images", Assert.Throws<SobolevException>(() => ImageNetData.Open(root, kit, 0)).Message);
        File.WriteAllLines(kit, [.. numbers.SkipLast(1), "4"]);
        Assert.Contains("class 4 is not among the 3", Assert.Throws<SobolevException>(() => ImageNetData.Open(root, kit, 0)).Message);
    }

    /// <summary>The three files as they are published, in one folder: nothing is unpacked.</summary>
    [Fact]
    public void The_published_archives_are_read_as_they_come()
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        var published = Directory.CreateDirectory(_folder.File("published")).FullName;
        using (var train = new TarWriter(File.Create(Path.Combine(published, "ILSVRC2012_img_train.tar"))))
        {
            foreach (var of in Directory.GetDirectories(Path.Combine(root, "train")))
            {
                var inner = _folder.File($"{Path.GetFileName(of)}.tar");
                TarFile.CreateFromDirectory(of, inner, includeBaseDirectory: false);
                train.WriteEntry(inner, Path.GetFileName(inner));
            }
        }

        string[] files = [.. Directory.GetFiles(Path.Combine(root, "val"), "*", SearchOption.AllDirectories)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)];
        using (var val = new TarWriter(File.Create(Path.Combine(published, "ILSVRC2012_img_val.tar"))))
        {
            foreach (var file in files)
                val.WriteEntry(file, Path.GetFileName(file));
        }

        string[] ids = ["n02132136", "n01443537", "n01698640"];
        var data = Directory.CreateDirectory(Path.Combine(_folder.Path, "kit", "ILSVRC2012_devkit_t12", "data")).FullName;
        File.WriteAllLines(Path.Combine(data, "ILSVRC2012_validation_ground_truth.txt"),
            files.Select(file => $"{Array.IndexOf(ids, Path.GetFileName(Path.GetDirectoryName(file))) + 1}"));
        File.WriteAllBytes(Path.Combine(data, "meta.mat"), MatStructsTests.Bytes("synsets-scipy.mat"));
        using (var kit = new GZipStream(File.Create(Path.Combine(published, "ILSVRC2012_devkit_t12.tar.gz")), CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(_folder.File("kit"), kit, includeBaseDirectory: false);
        Assert.Equal(Expected(), Labels(ImageNetData.Open(published, "", 0)));
    }

    [Theory]
    [InlineData("train", "val/WNID")]
    [InlineData("val", "train/WNID")]
    public void A_half_of_it_is_exit_3(string only, string missing)
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        Directory.Delete(Path.Combine(root, only == "train" ? "val" : "train"), recursive: true);
        var error = Assert.Throws<SobolevException>(() => ImageNetData.Open(root, "", 0));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains(missing, error.Message);
    }

    [Fact]
    public void A_class_without_training_images_is_named()
    {
        var root = ImageNetSlice.Unpack(_folder.Path);
        Directory.Delete(Path.Combine(root, "train", "n01698640"), recursive: true);
        Assert.Contains("n01698640", Assert.Throws<SobolevException>(() => ImageNetData.Open(root, "", 0)).Message);
    }

    [Fact]
    public void A_truncated_archive_is_exit_3()
    {
        var path = _folder.File("cut.tar");
        File.WriteAllBytes(path, File.ReadAllBytes(ImageNetSlice.Tar)[..50_000]);
        var error = Assert.Throws<SobolevException>(() => ImageNetData.Open(path, "", 0));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("cut.tar", error.Message);
    }

    [Fact]
    public void The_first_classes_can_be_taken_and_images_chosen()
    {
        var data = ImageNetData.Open(ImageNetSlice.Tar, "", 2);
        Assert.Equal(2, data.Classes.Count);
        Assert.Equal(16, data.Training.Count);
        Assert.Equal(3, ImageNetData.Open(ImageNetSlice.Tar, "", 4).Classes.Count);
        var some = ImageNetData.Sample(data.Training, 5, new RandomStream(1, "some"));
        Assert.Equal(5, some.Distinct().Count());
        Assert.NotEqual(data.Digest(), ImageNetData.Open(ImageNetSlice.Tar, "", 0).Digest());
    }

    private static SortedDictionary<string, int> Labels(ImageNetData data) =>
        new(data.Validation.ToDictionary(image => Path.GetFileName(image.Name), image => image.Label), StringComparer.Ordinal);

    private static SortedDictionary<string, int> Expected() => Labels(ImageNetData.Open(ImageNetSlice.Tar, "", 0));
}
