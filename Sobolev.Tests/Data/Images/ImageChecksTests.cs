using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Data.Images;

public sealed class ImageChecksTests : IClassFixture<LoadedTorch>
{
    [Theory]
    [InlineData(8, 0, 8)]
    [InlineData(8, 8, 100)]
    [InlineData(8, 100, 8)]
    public void A_batch_that_the_images_fill_is_accepted(int batchSize, int trainImages, int count) =>
        ImageChecks.RequireBatch("batch_size", batchSize, trainImages, count);

    [Theory]
    [InlineData(9, 0, 8, "trunk.batch_size: 9 images per batch, but the training set has only 8; use a smaller batch")]
    [InlineData(9, 50, 8, "trunk.batch_size: 9 images per batch, but the training set has only 8; use a smaller batch")]
    [InlineData(9, 8, 50,
        "trunk.batch_size: 9 images per batch, but the training set has only 8; use a smaller batch or more train_images")]
    public void A_larger_one_is_exit_2_with_what_to_do(int batchSize, int trainImages, int count, string message)
    {
        var error = Assert.Throws<SobolevException>(() => ImageChecks.RequireBatch("trunk.batch_size", batchSize, trainImages, count));
        Assert.Equal((ExitCode.Usage, message), (error.ExitCode, error.Message));
    }

    [Theory]
    [InlineData(6, 9)]
    [InlineData(9, 6)]
    public void Padding_is_narrower_than_the_images(int height, int width)
    {
        ImageChecks.RequirePadding("augmentation.padding", 5, Images(1, height, width));
        var error = Assert.Throws<SobolevException>(() => ImageChecks.RequirePadding("augmentation.padding", 6, Images(1, height, width)));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains($"images of {width}x{height}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_images_come_in_batches_each_once_and_in_order()
    {
        using var scope = NewDisposeScope();
        var set = Images(251, 2, 2);
        using var images = new ImageBatches(set, CPU);
        var test = new TestImages(set, images);
        Assert.Equal(2, test.Batches);
        Assert.Equal(set.Labels.Select(label => (long)label),
            Enumerable.Range(0, 2).SelectMany(batch => test.Batch(batch).Labels.data<long>().ToArray()));
        Assert.True(test.Batch(1).Images.equal(images.Compose(set, 250, 1).Images).all().ToBoolean());
    }

    private static ImageSet Images(int count, int height, int width) =>
        new(1, height, width, LongBytes.Of<byte>([.. Enumerable.Range(0, count * height * width).Select(i => (byte)(i * 7))]),
            [.. Enumerable.Range(0, count).Select(i => (byte)i)]);
}
