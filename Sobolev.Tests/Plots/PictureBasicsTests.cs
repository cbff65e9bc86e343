using System.Text;
using SkiaSharp;
using Sobolev.Files;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

public sealed class PictureBasicsTests
{
    [Fact]
    public void Text_is_drawn_with_glyphs_not_with_boxes()
    {
        using var font = PlotFont.OfSize(12);
        Assert.Equal("DejaVu Sans", font.Typeface.FamilyName);
        // a missing glyph is the same box for every letter; these must all differ and none be blank
        var letters = "aBx79.,−·⁻⁶∂∇".Select(letter =>
            new Picture(new Figure(60, 60, canvas => canvas.Text(letter.ToString(), 30, 30, 40, SKTextAlign.Center)).Png())).ToArray();
        Assert.All(letters, picture => Assert.True(picture.CountNear(picture.All, PlotStyle.Ink, 60) > 3));
        Assert.Equal(letters.Length, letters.Select(picture => string.Join(' ', picture.Pixels(picture.All))).Distinct().Count());
    }

    [Fact]
    public void ScottPlot_draws_with_the_shipped_font()
    {
        PlotFont.UseInScottPlot();
        Assert.Equal(PlotFont.Family, ScottPlot.Fonts.Default);
        Assert.Equal(PlotFont.Family, ScottPlot.Fonts.GetTypeface(PlotFont.Family, bold: true, italic: false).FamilyName);
        var one = LineChart.Of("", [new ChartPanel("", "III", [])]).Png();
        Assert.NotEqual(one, LineChart.Of("", [new ChartPanel("", "OOO", [])]).Png());
    }

    [Fact]
    public void The_font_carries_its_licence()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("DejaVuSans.LICENSE.txt")!;
        var text = new StreamReader(stream, Encoding.UTF8).ReadToEnd();
        Assert.Contains("Permission is hereby granted", text);
        Assert.Contains("Tavmjong Bah", text);
    }

    [Fact]
    public void A_saved_picture_replaces_the_old_one_and_leaves_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("sobolev-png-");
        try
        {
            var path = Path.Combine(folder.FullName, "a.png");
            AtomicFile.WriteBytes(path, [1, 2, 3]);
            AtomicFile.WriteBytes(path, [4, 5]);
            Assert.Equal([4, 5], File.ReadAllBytes(path));
            Assert.Equal("a.png", Assert.Single(folder.EnumerateFiles()).Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_picture_that_cannot_be_placed_leaves_no_temporary_file()
    {
        var folder = Directory.CreateTempSubdirectory("sobolev-png-");
        try
        {
            folder.CreateSubdirectory("a.png");
            Assert.ThrowsAny<Exception>(() => AtomicFile.WriteBytes(Path.Combine(folder.FullName, "a.png"), [1]));
            Assert.Empty(folder.EnumerateFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Viridis_brightens_evenly_from_dark_to_light()
    {
        double[] light = [.. Enumerable.Range(0, 256).Select(i => ColourMap.Viridis(i / 255.0))
            .Select(c => 0.2126 * c.Red + 0.7152 * c.Green + 0.0722 * c.Blue)];
        Assert.All(light.Zip(light.Skip(4)), pair => Assert.True(pair.Second > pair.First));
        Assert.Equal((ColourMap.Viridis(0), ColourMap.Viridis(1)), (ColourMap.Viridis(-5), ColourMap.Viridis(7)));
    }

    [Fact]
    public void Signed_images_are_white_at_zero_blue_below_and_red_above()
    {
        var picture = Grid(GridImage.Signed(new[,] { { -2.0, 0, 2 } }));
        var (low, zero, high) = (picture[40, 74], picture[80, 74], picture[120, 74]);
        Assert.Equal(SKColors.White, zero);
        Assert.True(low.Blue > low.Red + 50 && high.Red > high.Blue + 50);
    }

    [Fact]
    public void A_pixel_of_a_small_image_is_a_sharp_block()
    {
        var picture = Grid(GridImage.Grey(new[,] { { 0.0, 1 }, { 0.5, double.NaN } }));
        Assert.InRange(picture.Count(picture.All, new SKColor(128, 128, 128)), 4000, 4300);
        Assert.InRange(picture.Count(picture.All, PlotStyle.Unknown), 4000, 4300);
    }

    [Fact]
    public void Colours_keep_their_channels()
    {
        var picture = Grid(GridImage.Colour(new[, ,] { { { 1.0, 0, 0 }, { 0, 0, 7 } } }));
        Assert.InRange(picture.Count(picture.All, new SKColor(255, 0, 0)), 4000, 4300);
        Assert.InRange(picture.Count(picture.All, new SKColor(0, 0, 255)), 4000, 4300);
    }

    [Fact]
    public void An_overview_row_has_its_own_scale()
    {
        var domain = new PlotDomain(0, 1, 0, 1);
        SurfacePanel Ramp(double size) => SurfacePanel.Of("", domain, (x, y) => (size * (x + y), size, size), nodes: 11, arrows: 3);
        var picture = new Picture(OverviewFigure.Of("", ["truth"], [new("", domain, [Ramp(1)]), new("", domain, [Ramp(1000)])]));
        // the walls' ticks may differ: compare the surface's colours
        var (one, other) = (SKRectI.Create(56, 92, 240, 290), SKRectI.Create(56, 382, 240, 290));
        foreach (var position in (double[])[0.25, 0.5, 0.75])
            Assert.Equal(picture.CountNear(one, ColourMap.Viridis(position), 4), picture.CountNear(other, ColourMap.Viridis(position), 4));
        Assert.True(picture.CountNear(one, ColourMap.Viridis(0.5), 4) > 100);
    }

    private static Picture Grid(GridImage image) => new(ImageGrid.Of(new ImagePage("", [], [], new[,] { { image } })));
}
