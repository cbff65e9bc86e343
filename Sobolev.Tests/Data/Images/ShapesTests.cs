using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>The images that need no download.</summary>
public sealed class ShapesTests
{
    [Fact]
    public void They_are_the_same_on_every_machine()
    {
        var data = ShapeSets.Small();
        Assert.Equal((2000, 500), (data.Training.Count, data.Test.Count));
        Assert.StartsWith("86fd9e12e4d5255561b3578ee8ac2756d29ea722f975f59930", data.Training.Digest(), StringComparison.Ordinal);
        Assert.NotEqual(Convert.ToHexString(data.Training.Image(0)), Convert.ToHexString(data.Test.Image(0)));
        Assert.Equal(data.Classes.Order(CodePointOrder.Instance), data.Classes);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(200, data.Training.Labels.Count(of => of == label)));
    }

    [Fact]
    public void The_large_ones_are_bitmaps_of_the_same_drawings()
    {
        var data = ImageNetData.Open(Shapes.Name, "", 0);
        var image = data.Training[17];
        var number = int.Parse(Path.GetFileNameWithoutExtension(image.Name), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(data.Classes[image.Label], image.Name.Split('/')[1]);
        Assert.Equal(image.Content.Read().Length, image.Content.Length);
        var decoded = SmallImage.Decode(image.Content.Read());
        var drawn = new byte[3 * 64 * 64];
        Shapes.Draw("train", number, 64, drawn);
        Assert.Equal(drawn, decoded.Image(0).ToArray());
        Assert.Equal(3, ImageNetData.Open(Shapes.Name, "", 3).Classes.Count);
    }

    /// <summary>The nearest mean colour of the pixels tells classes apart much better than chance: there is something to learn.</summary>
    [Fact]
    public void There_is_something_to_learn()
    {
        var data = ShapeSets.Small();
        var means = Enumerable.Range(0, 10)
            .Select(label => MeanOf(data.Training, Enumerable.Range(0, 2000).Where(i => data.Training.Labels[i] == label))).ToArray();
        var right = Enumerable.Range(0, 500).Count(i =>
        {
            var image = MeanOf(data.Test, [i]);
            var nearest = Enumerable.Range(0, 10).MinBy(label => image.Zip(means[label], (a, b) => (a - b) * (a - b)).Sum());
            return nearest == data.Test.Labels[i];
        });
        // 50 by chance, with a deviation of 7
        Assert.InRange(right, 85, 500);
    }

    private static double[] MeanOf(ImageSet set, IEnumerable<int> images)
    {
        var sums = new double[set.Size];
        var count = 0;
        foreach (var image in images)
        {
            var pixels = set.Image(image);
            for (var k = 0; k < sums.Length; k++)
                sums[k] += pixels[k];
            count++;
        }

        return [.. sums.Select(sum => sum / count)];
    }
}
