using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Randomness;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Data.Images;

/// <summary>Minibatches that the device puts together beside those of the host; GpuTests does the same on a GPU.</summary>
public sealed class ImagesOnDeviceTests : IClassFixture<LoadedTorch>
{
    public static TheoryData<int, int, int, int, bool> Cases => new()
    {
        { 3, 32, 32, 4, true }, { 3, 32, 32, 4, false }, { 3, 32, 32, 0, true }, { 3, 32, 32, 0, false }, { 1, 7, 5, 4, true },
        { 2, 5, 9, 4, true }, { 4, 1, 3, 0, true }, { 1, 3, 1, 0, true }, { 3, 17, 18, 16, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_minibatch_is_that_of_the_host_to_the_bit(int channels, int height, int width, int padding, bool flips) =>
        AssertSame(CPU, channels, height, width, padding, flips);

    /// <summary>Every shift, mirrored and not: so many images are drawn that none is missing.</summary>
    [Theory]
    [InlineData(4, 6, 3)]
    [InlineData(5, 4, 3)]
    [InlineData(3, 3, 2)]
    public void Every_shift_and_flip_is_that_of_the_host(int height, int width, int padding)
    {
        var augmentation = new Augmentation(padding, Flips: true);
        var rng = new RandomStream(5, "augmentation");
        var kinds = Enumerable.Range(0, 2000).Select(_ => augmentation.Draw(rng)).Distinct().Count();
        Assert.Equal(2 * (2 * padding + 1) * (2 * padding + 1), kinds);
        AssertSame(CPU, 2, height, width, padding, flips: true, count: 2000);
    }

    [Fact]
    public void Normalised_images_and_labels_are_those_of_the_host()
    {
        using var scope = NewDisposeScope();
        var (training, test) = (Images(9, 3, 8, 6), Images(5, 3, 8, 6));
        using var host = new ImageBatches(training, CPU, training, test);
        using var there = new ImageBatches(training, CPU, [training, test, training], long.MaxValue);
        var (one, other) = (new RandomStream(1, "augmentation"), new RandomStream(1, "augmentation"));
        int[] rows = [8, 0, 3, 3, 7, 1];
        AssertEqual(host.Compose(training, rows, new(2, true), one), there.Compose(training, rows, new(2, true), other));
        Assert.Equal(one.State, other.State);
        AssertEqual(host.Compose(test, 1, 4), there.Compose(test, 1, 4));
        Assert.Empty(there.TakeNotes());
        Assert.Empty(host.TakeNotes());
        // workers on one device share it, and each disposes it
        there.Dispose();
    }

    [Fact]
    public void Images_that_do_not_fit_stay_with_the_host_and_this_is_said_once()
    {
        using var scope = NewDisposeScope();
        var set = Images(9, 3, 8, 6);
        var bytes = ImagesOnDevice.BytesOf(set);
        Assert.Equal(9 * (9 * 7 * 3 + 8), bytes);
        using var fitting = new ImageBatches(set, CPU, [set], bytes);
        using var tooMany = new ImageBatches(set, CPU, [set], bytes - 1);
        Assert.Empty(fitting.TakeNotes());
        Assert.Contains("the images stay with the host", Assert.Single(tooMany.TakeNotes()), StringComparison.Ordinal);
        Assert.Empty(tooMany.TakeNotes());
        AssertEqual(fitting.Compose(set, 0, 9), tooMany.Compose(set, 0, 9));
    }

    internal static void AssertSame(Device device, int channels, int height, int width, int padding, bool flips, int count = 200)
    {
        using var scope = NewDisposeScope();
        var set = Images(11, channels, height, width);
        byte[] fill = [.. Enumerable.Range(0, channels).Select(channel => (byte)(250 - channel))];
        int[] rows = [.. Enumerable.Range(0, count).Select(i => i * 7 % 11)];
        var augmentation = new Augmentation(padding, flips);
        var (here, there) = (new RandomStream(5, "augmentation"), new RandomStream(5, "augmentation"));

        var expected = new byte[count * set.Size];
        augmentation.Compose(set, rows, here, fill, expected);
        using var images = new ImagesOnDevice(set, fill, device);
        var (bytes, labels) = images.Compose(rows, augmentation, there);

        Assert.Equal([count, height, width, channels], bytes.shape);
        Assert.Equal(expected, bytes.cpu().permute(0, 3, 1, 2).contiguous().data<byte>().ToArray());
        Assert.Equal(rows.Select(row => (long)set.Labels[row]), labels.cpu().data<long>().ToArray());
        Assert.Equal(here.State, there.State);
    }

    private static void AssertEqual((Tensor Images, Tensor Labels) expected, (Tensor Images, Tensor Labels) actual)
    {
        Assert.Equal(expected.Images.shape, actual.Images.shape);
        Assert.Equal(expected.Images.stride(), actual.Images.stride());
        Assert.Equal(expected.Images.contiguous().data<float>().ToArray(), actual.Images.contiguous().data<float>().ToArray());
        Assert.Equal(expected.Labels.data<long>().ToArray(), actual.Labels.data<long>().ToArray());
    }

    private static ImageSet Images(int count, int channels, int height, int width)
    {
        var pixels = new byte[count * channels * height * width];
        new Random(3).NextBytes(pixels);
        return new(channels, height, width, LongBytes.Of<byte>(pixels), [.. Enumerable.Range(0, count).Select(i => (byte)(i * 3 % 10))]);
    }
}
