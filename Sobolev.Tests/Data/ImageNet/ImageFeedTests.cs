using Sobolev.Data;

namespace Sobolev.Tests.Data.ImageNet;

/// <summary>Minibatches that threads decode ahead.</summary>
public sealed class ImageFeedTests
{
    private const int Side = 24;

    private static readonly IReadOnlyList<EncodedImage> _images = ImageNetData.Open(ImageNetSlice.Tar, "", 0).Training;

    [Fact]
    public void Every_pass_is_a_permutation_of_its_own()
    {
        var order = new EpochOrder(17, 3);
        int[][] passes = [.. Enumerable.Range(0, 4).Select(pass => Enumerable.Range(0, 17).Select(k => order[pass * 17 + k]).ToArray())];
        Assert.All(passes, pass => Assert.Equal(Enumerable.Range(0, 17), pass.Order()));
        Assert.Equal(4, passes.Select(pass => string.Join(' ', pass)).Distinct().Count());
        // and any place is known without those before it
        Assert.Equal(passes[3][5], new EpochOrder(17, 3)[3 * 17 + 5]);
        Assert.Equal(passes[0][5], order[5]);
    }

    [Fact]
    public void The_number_of_threads_and_of_batches_ahead_changes_no_bit()
    {
        var expected = Take(Feed(1, 1), 9);
        Assert.Equal(expected, Take(Feed(3, 2), 9));
        Assert.Equal(expected, Take(Feed(2, 5), 9));
        // 9 batches of 7 of 24 images: more than two passes
        Assert.Equal(9, expected.Distinct().Count());
    }

    [Fact]
    public void It_goes_on_in_the_middle_of_a_pass()
    {
        var whole = Take(Feed(2, 2), 8);
        using var feed = Feed(2, 2);
        feed.Position = 5;
        Assert.Equal(whole[5..], Take(feed, 3));
        Assert.Equal(8, feed.Position);
        // and back
        feed.Position = 2;
        Assert.Equal(whole[2..4], Take(feed, 2));
    }

    [Fact]
    public void Workers_take_turns_with_the_minibatches_of_one()
    {
        var alone = Take(Feed(2, 2), 6);
        Assert.Equal([alone[0], alone[2], alone[4]], Take(Feed(2, 2, new FeedPlan(7, 0, 2)), 3));
        Assert.Equal([alone[1], alone[3], alone[5]], Take(Feed(2, 2, new FeedPlan(7, 1, 2)), 3));
    }

    [Fact]
    public void Labels_belong_to_their_images()
    {
        // without augmentation to speak of, an image is known by its pixels
        var recipe = new ImageRecipe(Side, Side, 1, 0);
        var decoder = new ImageDecoder();
        using var feed =
            new ImageFeed(_images, recipe, 1, new FeedPlan(24, 0, 1), new FeedLimits(2, 1), new UnreadableImages(0), TimeProvider.System);
        var batch = feed.Next();
        Assert.Equal(_images.Select(image => (long)image.Label).Order(), batch.Labels.Order());
        for (var row = 0; row < 24; row++)
        {
            var pixels = batch.Pixels.AsSpan(row * Side * Side * 3, Side * Side * 3).ToArray();
            var labels = _images.Where(image => Looks(decoder, image, pixels)).Select(image => (long)image.Label);
            Assert.Contains(batch.Labels[row], labels);
        }
    }

    [Fact]
    public void An_unreadable_image_is_named_once_and_the_next_takes_its_place_in_every_order_of_threads()
    {
        var images = WithUnreadable(3, 4, 20);
        var unreadable = new UnreadableImages(3);
        var expected = Take(Feed(1, 1, images: images, unreadable: unreadable), 8);
        Assert.Equal(["3 is not an image", "4 is not an image", "20 is not an image"],
            unreadable.TakeNew().OrderBy(name => int.Parse(name.Split(' ')[0], null)));
        Assert.Empty(unreadable.TakeNew());
        Assert.Equal(expected, Take(Feed(3, 3, images: images, unreadable: new UnreadableImages(3)), 8));
        // a feed that starts where the unreadable ones are known already sees the same
        Assert.Equal(expected, Take(Feed(2, 1, images: images, unreadable: unreadable), 8));
    }

    [Fact]
    public void More_unreadable_images_than_allowed_end_it_with_exit_3()
    {
        using var feed = Feed(2, 2, images: WithUnreadable(1, 5, 9), unreadable: new UnreadableImages(2));
        var error = Assert.Throws<SobolevException>(() => Take(feed, 8));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("3 images cannot be read", error.Message);
        Assert.Contains("images.most_unreadable", error.Message);
    }

    [Fact]
    public void A_feed_that_nobody_reads_holds_no_more_than_it_may()
    {
        var read = 0;
        EncodedImage[] counted =
            [.. _images.Select(image => image with { Content = new Counted(image.Content, () => Interlocked.Increment(ref read)) })];
        using var feed = Feed(3, 2, images: counted);
        Take(feed, 1, dispose: false);
        // the one that was taken, and two ahead
        SpinWait.SpinUntil(() => Volatile.Read(ref read) >= 21, TimeSpan.FromSeconds(20));
        Thread.Sleep(100);
        Assert.Equal(21, Volatile.Read(ref read));
    }

    private static bool Looks(ImageDecoder decoder, EncodedImage image, byte[] pixels)
    {
        var rgb = new byte[pixels.Length];
        foreach (var mirrored in new[] { false, true })
        {
            Assert.True(decoder.Decode(image.Content.Read(), Side, (width, height) => new Cut(0, 0, width, height, mirrored), rgb));
            if (rgb.AsSpan().SequenceEqual(pixels))
                return true;
        }

        return false;
    }

    private static EncodedImage[] WithUnreadable(params int[] which) =>
        [.. _images.Select((image, k) => which.Contains(k)
            ? image with { Name = $"{k} is not an image", Content = new Nothing() }
            : image)];

    private static ImageFeed Feed(int threads, int ahead, FeedPlan? plan = null, IReadOnlyList<EncodedImage>? images = null,
        UnreadableImages? unreadable = null) =>
        new(images ?? _images, new ImageRecipe(Side, Side, 0.2, 0.4), 5, plan ?? new FeedPlan(7, 0, 1), new FeedLimits(threads, ahead),
            unreadable ?? new UnreadableImages(0), TimeProvider.System);

    private static string[] Take(ImageFeed feed, int count, bool dispose = true)
    {
        try
        {
            return [
                .. Enumerable.Range(0, count)
                    .Select(_ => feed.Next())
                    .Select(
                        batch =>
                            $"{string.Join(',', batch.Labels)} "
                            + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(batch.Pixels))}"),
            ];
        }
        finally
        {
            // a stopped feed continues where it was
            if (dispose)
                feed.Dispose();
        }
    }

    private sealed class Nothing : IContent
    {
        public long Length => 3;

        public byte[] Read() => [1, 2, 3];
    }

    private sealed class Counted(IContent inner, Action read) : IContent
    {
        public long Length => inner.Length;

        public byte[] Read()
        {
            read();
            return inner.Read();
        }
    }
}
