using Sobolev.Data;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.SyntheticGradients;

public sealed class ImageNetMeasuredTests : IClassFixture<LoadedTorch>, IDisposable
{
    private const int Side = 16;

    private static readonly ImageRecipe _recipe = new(Side, Side, 1, 0);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IReadOnlyList<EncodedImage> _training = ImageNetData.Open(ImageNetSlice.Tar, "", 0).Training;

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Test_images_come_in_their_order_whether_asked_for_in_turn_or_not()
    {
        // 240 images: batches of 100, 100 and 40
        EncodedImage[] images = [.. Enumerable.Range(0, 240).Select(i => _training[i % _training.Count])];
        var measured = Measured(images, new UnreadableImages(0));
        Assert.Equal(3, measured.TestBatches);
        var (first, second, third) = (measured.Test(0), measured.Test(1), measured.Test(2));
        long[] labels = [.. first.Labels.data<long>(), .. second.Labels.data<long>(), .. third.Labels.data<long>()];
        Assert.Equal(images.Select(image => (long)image.Label), labels);
        Assert.Equal([40, 3, Side, Side], third.Images.shape);
        var again = measured.Test(1);
        Assert.True(again.Images.equal(second.Images).all().ToBoolean());
        Assert.False(again.Images.equal(first.Images).all().ToBoolean());
    }

    [Fact]
    public void An_unreadable_image_is_left_out_and_named()
    {
        EncodedImage[] images = [.. _training.Take(9)];
        var whole = Measured(images, new UnreadableImages(0)).Test(0).Images;
        images[4] = images[4] with { Name = "4 is not an image", Content = new MemoryContent([1, 2, 3]) };
        var unreadable = new UnreadableImages(1);
        var (left, labels) = Measured(images, unreadable).Test(0);
        Assert.Equal([.. images.Where((_, i) => i != 4).Select(image => (long)image.Label)], labels.data<long>().ToArray());
        Assert.True(left.equal(cat([whole[..4], whole[5..]])).all().ToBoolean());
        Assert.Equal(["4 is not an image"], unreadable.TakeNew());
    }

    [Fact]
    public void A_batch_without_a_readable_image_is_empty()
    {
        EncodedImage[] images = [_training[0] with { Content = new MemoryContent([1]) }];
        var (left, labels) = Measured(images, new UnreadableImages(1)).Test(0);
        Assert.Equal(0, left.shape[0]);
        Assert.Equal(0, labels.numel());
        Assert.Contains("none of 1", Assert.Throws<SobolevException>(() =>
            new ImageNetMeasured(images, images, _recipe, 1, new UnreadableImages(1), CPU).Probe()).Message);
    }

    [Fact]
    public void More_than_allowed_are_exit_3()
    {
        EncodedImage[] images =
            [.. _training.Take(9).Select((image, i) => image with { Name = $"{i} is not an image", Content = new MemoryContent([1]) })];
        var error = Assert.Throws<SobolevException>(() => Measured(images, new UnreadableImages(4)).Test(0));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
    }

    private ImageNetMeasured Measured(IReadOnlyList<EncodedImage> test, UnreadableImages unreadable) =>
        new(_training, test, _recipe, 2, unreadable, CPU);
}
