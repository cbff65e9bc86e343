using SkiaSharp;
using Sobolev.Data;
using Sobolev.Randomness;

namespace Sobolev.Tests.Data.ImageNet;

/// <summary>JPEGs and what else lies in ImageNet under that name.</summary>
[Trait("Speed", "Slow")]
public sealed class ImageDecoderTests
{
    private static readonly ImageRecipe _recipe = new(16, 16, 0.08, 0.4);

    [Fact]
    public void A_grey_jpeg_comes_out_in_three_equal_channels()
    {
        var rgb = Whole(ImageNetSlice.Encode(20, 20, (_, _) => new SKColor(90, 90, 90), type: SKColorType.Gray8), 16)!;
        Assert.All(rgb, value => Assert.InRange(value, 88, 92));
    }

    /// <summary>Made by another program: the left half cyan 0, magenta and yellow full (red), the right half cyan alone.</summary>
    [Fact]
    public void A_cmyk_jpeg_comes_out_in_its_colours()
    {
        var decoder = new ImageDecoder();
        var rgb = new byte[16 * 16 * 3];
        Assert.True(decoder.Decode(File.ReadAllBytes(ImageNetSlice.Cmyk), 16, (width, height) => new Cut(0, 0, width, height, false), rgb));
        var (left, right) = (rgb[((8 * 16 + 3) * 3)..], rgb[((8 * 16 + 12) * 3)..]);
        Assert.True(left[0] > 180 && left[1] < 70 && left[2] < 70, $"left {left[0]} {left[1]} {left[2]}");
        Assert.True(right[0] < 70 && right[1] > 130 && right[2] > 180, $"right {right[0]} {right[1]} {right[2]}");
    }

    [Fact]
    public void A_png_is_read_whatever_its_name_and_what_is_transparent_is_black()
    {
        var rgb = Whole(ImageNetSlice.Encode(16, 16, (x, _) => x < 8
            ? new SKColor(200, 100, 50)
            : new SKColor(200, 100, 50, 0), SKEncodedImageFormat.Png), 16)!;
        Assert.Equal([200, 100, 50], rgb[..3]);
        Assert.Equal([0, 0, 0], rgb[^3..]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 400)]
    [InlineData(6000, 40)]
    public void Tiny_and_long_images_are_squares_of_the_same_colour(int width, int height)
    {
        var image = ImageNetSlice.Encode(width, height, (_, _) => new SKColor(120, 60, 30));
        var rgb = Whole(image, 16)!;
        for (var i = 0; i < rgb.Length; i += 3)
            Assert.True(Math.Abs(rgb[i] - 120) < 6 && Math.Abs(rgb[i + 1] - 60) < 6 && Math.Abs(rgb[i + 2] - 30) < 6);
    }

    [Fact]
    public void What_is_no_image_or_half_of_one_is_not_readable()
    {
        var image = ImageNetData.Open(ImageNetSlice.Tar, "", 0).Training[0].Content.Read();
        Assert.NotNull(Whole(image, 16));
        Assert.Null(Whole(image[..(image.Length / 2)], 16));
        Assert.Null(Whole([], 16));
        Assert.Null(Whole("<html>not found</html>"u8.ToArray(), 16));
    }

    /// <summary>Decoding at a fraction and resizing is nearly decoding whole and averaging over areas.</summary>
    [Theory]
    [InlineData(640, 480, 32)]
    [InlineData(500, 700, 60)]
    [InlineData(1000, 1000, 90)]
    public void Scaled_decoding_shows_the_same_picture(int width, int height, int side)
    {
        static SKColor Colour(double x, double y) =>
            new((byte)(128 + 100 * Math.Sin(6 * x)), (byte)(128 + 100 * Math.Cos(5 * y)), (byte)(255 * x * y));
        var image = ImageNetSlice.Encode(width, height, (x, y) => Colour((double)x / width, (double)y / height));
        var cut = new Cut(width * 0.1, height * 0.2, width * 0.7, height * 0.6, Mirrored: false);
        var decoder = new ImageDecoder();
        var rgb = new byte[side * side * 3];
        Assert.True(decoder.Decode(image, side, (_, _) => cut, rgb));
        var mirrored = new byte[rgb.Length];
        Assert.True(decoder.Decode(image, side, (_, _) => cut with { Mirrored = true }, mirrored));
        var worst = 0;
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                // the middle of each pixel, in shares of the image
                var colour = Colour(0.1 + 0.7 * (x + 0.5) / side, 0.2 + 0.6 * (y + 0.5) / side);
                var (at, other) = ((y * side + x) * 3, (y * side + side - 1 - x) * 3);
                worst = Math.Max(worst, Math.Max(Math.Abs(rgb[at] - colour.Red),
                    Math.Max(Math.Abs(rgb[at + 1] - colour.Green), Math.Abs(rgb[at + 2] - colour.Blue))));
                Assert.Equal(rgb[at], mirrored[other]);
            }
        }

        Assert.True(worst <= 12, $"off by {worst}");
    }

    [Fact]
    public void Random_cuts_have_the_areas_and_aspects_of_Inception()
    {
        var rng = new RandomStream(1, "cuts");
        var (areas, mirrored) = (new List<double>(), 0);
        for (var i = 0; i < 4000; i++)
        {
            var cut = _recipe.Random(500, 400, rng);
            Assert.True(cut.Left >= 0 && cut.Top >= 0 && cut.Left + cut.Width <= 500 && cut.Top + cut.Height <= 400);
            areas.Add(cut.Width * cut.Height / (500 * 400));
            Assert.InRange(cut.Width / cut.Height, 0.74, 1.35);
            mirrored += cut.Mirrored ? 1 : 0;
        }

        Assert.InRange(areas.Min(), 0.079, 0.1);
        Assert.InRange(areas.Max(), 0.9, 1);
        // uniform from 0.08 to 1, except large ones that do not fit in their aspect
        Assert.InRange(areas.Count(area => area < 0.31) / 4000.0, 0.22, 0.33);
        Assert.InRange(mirrored, 1850, 2150);
    }

    [Fact]
    public void A_strip_that_no_aspect_fits_is_cut_in_its_middle()
    {
        var cut = new ImageRecipe(16, 16, 0.9, 0).Random(900, 10, new RandomStream(1, "strip"));
        Assert.Equal(10, cut.Height);
        Assert.Equal(10 * 4.0 / 3, cut.Width, 9);
        Assert.Equal((900 - cut.Width) / 2, cut.Left, 9);
    }

    [Fact]
    public void Validation_sees_the_centre_of_the_shorter_side()
    {
        var cut = new ImageRecipe(224, 256, 0.08, 0).Centre(500, 400);
        Assert.Equal(400 * 224.0 / 256, cut.Width, 9);
        Assert.Equal((500 - cut.Width) / 2, cut.Left, 9);
        Assert.Equal((400 - cut.Height) / 2, cut.Top, 9);
    }

    [Fact]
    public void Colours_are_changed_within_bounds_and_greys_stay_grey()
    {
        var (rng, means) = (new RandomStream(1, "colours"), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            byte[] rgb = [100, 100, 100, 140, 140, 140];
            ColourJitter.Apply(rgb, 0.4, rng);
            Assert.True(rgb[0] == rgb[1] && rgb[1] == rgb[2] && rgb[3] == rgb[4]);
            means.Add((rgb[0] + rgb[3]) / 2.0);
        }

        Assert.InRange(means.Min(), 70, 80);
        Assert.InRange(means.Max(), 160, 170);
        byte[] untouched = [1, 2, 3];
        var state = rng.State;
        ColourJitter.Apply(untouched, 0, rng);
        Assert.Equal([1, 2, 3], untouched);
        Assert.Equal(state, rng.State);
    }

    private static byte[]? Whole(byte[] image, int side)
    {
        var decoder = new ImageDecoder();
        var rgb = new byte[side * side * 3];
        return decoder.Decode(image, side, _recipe.Centre, rgb) ? rgb : null;
    }
}
