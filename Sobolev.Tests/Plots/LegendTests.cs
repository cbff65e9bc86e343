using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>Pictures without what they do not show.</summary>
public sealed class LegendTests
{
    [Fact]
    public void A_series_without_a_number_takes_no_room_in_the_legend()
    {
        ChartSeries full = new("evaluation", [1, 2], [3, 4]), empty = new("while learning", [1, 2], [double.NaN, double.NaN]);
        Assert.Equal(LineChart.Of("t", [new ChartPanel("", "y", [full])]).Png(),
            LineChart.Of("t", [new ChartPanel("", "y", [full, empty])]).Png());
    }

    [Fact]
    public void A_chart_whose_only_series_has_no_name_has_no_legend()
    {
        static Figure Chart(string name) => DotChart.Of(new CategoryChart("t", "y", ["a", "b"], [new CategorySeries(name, [1, 2])]));
        Assert.True(Chart("").Height < Chart("mean").Height);
    }

    [Fact]
    public void A_grid_under_a_wide_title_is_in_the_middle()
    {
        var figure = ImageGrid.Of(new ImagePage(new string('m', 60), [], [], new GridImage?[,] { { GridImage.Grey(new double[2, 2]) } }));
        using var bitmap = SkiaSharp.SKBitmap.Decode(figure.Png());
        // the row through the middle of the image
        var row = Enumerable.Range(0, bitmap.Width).Select(x => bitmap.GetPixel(x, bitmap.Height - 60).Red < 128).ToArray();
        var (first, last) = (Array.IndexOf(row, true), Array.LastIndexOf(row, true));
        Assert.InRange(first - (bitmap.Width - 1 - last), -24, 24);
        Assert.True(first > 100, $"{first}");
    }
}
