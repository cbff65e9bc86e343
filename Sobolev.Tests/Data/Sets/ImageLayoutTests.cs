using Sobolev.Data;
using Sobolev.Tests.Data.ImageNet;

namespace Sobolev.Tests.Data.Sets;

/// <summary>No file of a data set is left out in silence or counted twice, and classes have the numbers that torchvision gives
/// them.</summary>
public sealed class ImageLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("webp")]
    [InlineData("bmp")]
    [InlineData("gif")]
    [InlineData("PNG")]
    [InlineData("Jpeg")]
    public void Every_format_that_is_decoded_is_an_image(string ending)
    {
        byte[] image = ending switch
        {
            "webp" => ImageNetSlice.Encode(4, 4, (x, y) => new SkiaSharp.SKColor((byte)x, (byte)y, 9), SkiaSharp.SKEncodedImageFormat.Webp),
            "bmp" => Convert.FromHexString(
                // a file header, BITMAPINFOHEADER and two rows of two pixels, each row padded to eight bytes
                "424D46000000000000003600000028000000020000000200000001001800000000001000000000000000000000000000000000000000"
                + "0000FF00FF0000000000FF00FF000000"),
            "gif" => Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
            _ => ImageNetSlice.Encode(4, 4, (_, _) => SkiaSharp.SKColors.Teal, ending == "PNG"
                ? SkiaSharp.SKEncodedImageFormat.Png
                : SkiaSharp.SKEncodedImageFormat.Jpeg),
        };
        new SetFiles()
            .Add(image, $"train/a/1.{ending}", $"train/b/2.{ending}", $"test/a/3.{ending}", $"test/b/4.{ending}").Folder(_folder.Path);
        var small = ImageSource.Read(_folder.Path);
        Assert.Equal((2, 2, 2), (small.Training.Count, small.Test.Count, small.Classes.Count));
        var large = ImageNetData.Open(_folder.Path, "", 0);
        Assert.True(new ImageDecoder()
            .Decode(large.Training[0].Content.Read(), 8, (width, height) => new Cut(0, 0, width, height, false), new byte[8 * 8 * 3]));
    }

    [Fact]
    public void What_is_ignored_is_counted_by_kind()
    {
        SymbolicLinks.SkipIfNone();
        new SetFiles().TwoClasses("val")
            .Add([1], "train/a/._1.png", "train/.ipynb_checkpoints/1-checkpoint.png", "__MACOSX/train/a/._1.png", "val/.DS_Store")
            .Add([1], "notes.txt", "train/a/notes.TXT", "train/Thumbs.db", "README")
            .Images("all/1.png", "test/0001.png", "test/0002.png").Folder(_folder.Path);
        File.CreateSymbolicLink(_folder.File("train", "a", "lost.png"), "../../gone/1.png");
        var data = ImageNetData.Open(_folder.Path, "", 0);
        Assert.Equal(["a", "b"], data.Classes);
        Assert.Equal(
            "4 images of train and 2 of val, 2 classes; ignored: 2 .txt, 2 hidden files, 2 hidden folders, 2 images of test, 1 .db, "
            + "1 file without an ending, 1 image outside train and val, 1 link that leads to no file",
            data.Found);
        // the same in an archive, where hidden folders are entries
        var packed = _folder.File("set.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(Directory.CreateDirectory(_folder.File("other")).FullName, packed,
            includeBaseDirectory: false);
        new SetFiles().TwoClasses("val").Add([1], "train/a/._1.png", "train/.ipynb_checkpoints/1.png").Tar(packed);
        Assert.EndsWith("2 classes; ignored: 2 hidden files", ImageNetData.Open(packed, "", 0).Found);
    }

    /// <summary>torchvision's find_classes counts every folder; with allow_empty an empty one keeps its number.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_class_is_told_and_keeps_its_number(bool isPacked)
    {
        var root = Directory.CreateDirectory(_folder.File("set")).FullName;
        new SetFiles().TwoClasses("test").Folder(root);
        Directory.CreateDirectory(Path.Combine(root, "train", "Zebra"));
        var path = root;
        if (isPacked)
            System.Formats.Tar.TarFile.CreateFromDirectory(root, path = _folder.File("set.tar"), includeBaseDirectory: false);
        var data = ImageSource.Read(path);
        Assert.Equal(["Zebra", "a", "b"], data.Classes);
        Assert.Equal([1, 1, 2, 2], data.Training.Labels);
        Assert.Equal("4 images of train and 2 of test, 3 classes; no training images of Zebra", data.Found);
    }

    /// <summary>Python's sorted(["\U0001F600", "\uFF21", "a", "B"]) is ["B", "a", "\uFF21", "\U0001F600"].</summary>
    [Fact]
    public void Classes_are_in_the_order_of_Pythons_strings() =>
        Assert.Equal(["B", "a", "ab", "\uFF21", "\U0001F600"],
            new[] { "\U0001F600", "\uFF21", "ab", "a", "B" }.Order(CodePointOrder.Instance));

    public static TheoryData<string, string> Unpacked => new()
    {
        { "train.tar", "" },
        { "ILSVRC2012_img_train.tar", "" },
        { "set.zip", "set/" },
        { "set.zip", "" },
    };

    [Theory]
    [MemberData(nameof(Unpacked))]
    public void An_archive_beside_the_folder_it_was_unpacked_to_is_refused(string archive, string folder)
    {
        new SetFiles().TwoClasses("val").Folder(_folder.File("root", folder));
        var files = new SetFiles().Images("a/1.png", "a/2.png", "b/3.png", "b/4.png");
        if (archive.EndsWith(".zip", StringComparison.Ordinal))
            new SetFiles().TwoClasses("val").Zip(_folder.File("root", archive));
        else
            files.Tar(_folder.File("root", archive));
        foreach (var read in new Action[] { () => ImageNetData.Open(_folder.File("root"), "", 0),
            () => ImageSource.Read(_folder.File("root")) })
        {
            var error = Assert.Throws<SobolevException>(read);
            Assert.Equal(ExitCode.DataMissing, error.ExitCode);
            Assert.Contains("two sources of one set", error.Message, StringComparison.Ordinal);
            Assert.Contains(archive, error.Message, StringComparison.Ordinal);
            Assert.Contains($"the folder {folder}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_set_in_several_archives_is_one_set()
    {
        new SetFiles().Images("train/a/1.png", "train/b/2.png").Tar(_folder.File("part1.tar"));
        new SetFiles().Images("train/a/3.png", "train/b/4.png", "val/a/5.png").Zip(_folder.File("part2.zip"));
        var data = ImageNetData.Open(_folder.Path, "", 0);
        Assert.Equal((4, 1), (data.Training.Count, data.Validation.Count));
        Assert.Equal(4, data.Training.Select(image => Convert.ToHexString(image.Content.Read())).Distinct().Count());
    }

    [Theory]
    [InlineData("val")]
    [InlineData("valid")]
    [InlineData("validation")]
    [InlineData("test")]
    [InlineData("Testing")]
    public void The_other_split_has_many_names(string split)
    {
        new SetFiles().TwoClasses(split).Folder(_folder.Path);
        Assert.Equal(2, ImageNetData.Open(_folder.Path, "", 0).Validation.Count);
        Assert.Equal(2, ImageSource.Read(_folder.Path).Test.Count);
    }

    [Fact]
    public void Of_two_other_splits_one_is_read_and_the_other_told()
    {
        new SetFiles().TwoClasses("valid").Images("test/a/7.png").Folder(_folder.Path);
        Assert.Equal("4 images of train and 2 of valid, 2 classes; ignored: 1 image of test", ImageNetData.Open(_folder.Path, "", 0).Found);
        Assert.Equal("4 images of train and 1 of test, 2 classes; ignored: 2 images of valid", ImageSource.Read(_folder.Path).Found);
    }

    [Fact]
    public void Folders_below_a_class_are_of_the_class_as_in_torchvision()
    {
        new SetFiles().TwoClasses("val").Images("train/a/more/1.png").Folder(_folder.Path);
        Assert.Equal(3, ImageNetData.Open(_folder.Path, "", 0).Training.Count(image => image.Label == 0));
    }

    [Fact]
    public void A_class_may_be_named_as_a_split()
    {
        new SetFiles().Images("train/bus/1.png", "train/train/2.png", "test/bus/3.png", "test/train/4.png").Folder(_folder.Path);
        var data = ImageSource.Read(_folder.Path);
        Assert.Equal(["bus", "train"], data.Classes);
        Assert.Equal((2, 2), (data.Training.Count, data.Test.Count));
    }

    [Fact]
    public void A_class_that_train_does_not_have_is_refused()
    {
        new SetFiles().TwoClasses("test").Images("test/c/7.png").Folder(_folder.Path);
        Assert.Contains("test/c/7.png has class c, but train has no images of that class",
            Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path)).Message);
    }

    [Fact]
    public void What_is_there_instead_of_images_is_told()
    {
        new SetFiles().Images("train/1.png", "train/2.png").Add([1], "trainLabels.csv", "test.7z").Folder(_folder.Path);
        var error = Assert.Throws<SobolevException>(() => ImageNetData.Open(_folder.Path, "", 0));
        Assert.Contains("put each into a folder of its class; there are 1 .7z, 1 .csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreadable_images_are_left_out_up_to_a_limit_and_named()
    {
        new SetFiles().TwoClasses("test").Add([1, 2, 3], "train/a/bad.png", "test/b/bad.png").Folder(_folder.Path);
        Assert.Contains("train/a/bad.png is not an image", Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path)).Message);
        var error = Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path, 1));
        Assert.Contains("2 images cannot be read (train/a/bad.png is not an image of a known format); repair the data set, or allow more "
            + "with most_unreadable (now 1)", error.Message);
        var data = ImageSource.Read(_folder.Path, 2);
        Assert.Equal((4, 2), (data.Training.Count, data.Test.Count));
        Assert.Equal(["train/a/bad.png", "test/b/bad.png"], data.Unreadable);
        Assert.Equal([0, 0, 1, 1], data.Training.Labels);
    }

    [Fact]
    public void Names_of_classes_may_have_commas()
    {
        new SetFiles().Images("train/cat, tabby/1.png", "train/dog/2.png", "test/dog/3.png").Folder(_folder.File("set"));
        var cache = new DataCache(_folder.File("cache"));
        cache.Import("cifar10", _folder.File("set"));
        Assert.Equal(["cat, tabby", "dog"], cache.Load("cifar10").Classes);
        Assert.Equal("2 images of train and 1 of test, 2 classes", cache.Load("cifar10").Found);
    }
}
