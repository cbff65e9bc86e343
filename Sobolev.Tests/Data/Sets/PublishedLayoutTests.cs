using Sobolev.Data;

namespace Sobolev.Tests.Data.Sets;

/// <summary>Data sets in the layouts that their publishers give them.</summary>
public sealed class PublishedLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tiny_ImageNet_is_read_as_it_is_published()
    {
        var files = new SetFiles()
            .Add("n00000002\nn00000001\n"u8.ToArray(), "tiny-imagenet-200/wnids.txt")
            .Add("n00000001\tx\n"u8.ToArray(), "tiny-imagenet-200/words.txt", "tiny-imagenet-200/train/n00000001/n00000001_boxes.txt")
            .Images("tiny-imagenet-200/train/n00000001/images/n00000001_0.JPEG",
                "tiny-imagenet-200/train/n00000002/images/n00000002_0.JPEG")
            .Images("tiny-imagenet-200/val/images/val_0.JPEG", "tiny-imagenet-200/val/images/val_1.JPEG",
                "tiny-imagenet-200/val/images/val_2.JPEG")
            .Add([
                .. "val_0.JPEG\tn00000002\t0\t32\t44\t62\n"u8,
                .. "val_1.JPEG\tn00000001\t52\t55\t57\t59\n"u8,
                .. "val_2.JPEG\tn00000002\t4\t0\t60\t55\n"u8,
            ], "tiny-imagenet-200/val/val_annotations.txt")
            .Images("tiny-imagenet-200/test/images/test_0.JPEG");
        files.Folder(_folder.File("unpacked"));
        files.Zip(_folder.File("tiny-imagenet-200.zip"));
        files.Tar(_folder.File("tiny.tar"));
        foreach (var path in new[] { _folder.File("unpacked"), _folder.File("tiny-imagenet-200.zip"), _folder.File("tiny.tar") })
        {
            var data = ImageNetData.Open(path, "", 0);
            Assert.Equal(["n00000001", "n00000002"], data.Classes);
            Assert.Equal([0, 1], data.Training.Select(image => image.Label));
            Assert.Equal([1, 0, 1], data.Validation.Select(image => image.Label));
            Assert.Equal("2 images of train and 3 of val, 2 classes; ignored: 3 .txt, 1 image of test", data.Found);
            Assert.Equal([1, 0, 1], ImageSource.Read(path).Test.Labels);
        }
    }

    /// <summary>imagenet-object-localization-challenge.zip, also unpacked.</summary>
    [Fact]
    public void ImageNet_is_read_as_Kaggle_has_it()
    {
        var files = new SetFiles()
            .Images("ILSVRC/Data/CLS-LOC/train/n00000001/n00000001_1.JPEG", "ILSVRC/Data/CLS-LOC/train/n00000002/n00000002_1.JPEG")
            .Images("ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG", "ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG")
            .Add("<annotation/>"u8.ToArray(), "ILSVRC/Annotations/CLS-LOC/train/n00000001/n00000001_1.xml",
                "ILSVRC/Annotations/CLS-LOC/val/ILSVRC2012_val_00000001.xml")
            .Add("ImageId,PredictionString\r\nILSVRC2012_val_00000001,n00000002 1 2 3 4\r\n"u8.ToArray(), "LOC_val_solution.csv")
            .Add("n00000001 x\n"u8.ToArray(), "LOC_synset_mapping.txt");
        files.Folder(_folder.File("unpacked"));
        files.Zip(_folder.File("challenge.zip"));
        foreach (var path in new[] { _folder.File("unpacked"), _folder.File("challenge.zip") })
        {
            var data = ImageNetData.Open(path, "", 0);
            Assert.Equal([1], data.Validation.Select(image => image.Label));
            Assert.Equal("2 images of train and 1 of val, 2 classes; ignored: 2 .xml, 1 .txt, 1 image of test", data.Found);
        }
    }
}
