using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>The pictures of the regress verb with stand-in models; SOBOLEV_KEEP_PLOTS keeps them.</summary>
[Trait("Speed", "Slow")]
public sealed class DemoPictureTests
{
    [Theory]
    [InlineData("ackley")]
    [InlineData("beale")]
    [InlineData("booth")]
    [InlineData("bukin")]
    [InlineData("mccormick")]
    [InlineData("rosenbrock")]
    [InlineData("styblinski-tang")]
    public void A_function_and_its_two_models_stand_side_by_side(string name)
    {
        using var plots = new KeptPlots();
        var landscape = Landscape.Named(name);
        var points = landscape.Sample(20, 7);
        plots.Save($"surface-{name}", SurfaceFigure.Of(new SurfacePage($"{name}, 20 training points", landscape.Domain,
        [
            landscape.Truth() with { Points = points },
            landscape.Model("regular", 0.25, 3) with { Points = points },
            landscape.Model("Sobolev", 0.03, 4) with { Points = points },
        ])));
        var picture = new Picture(File.ReadAllBytes(plots.File($"surface-{name}.png")));
        Assert.Equal((1750, 736), (picture.Width, picture.Height));
    }

    [Fact]
    public void Learning_curves_of_two_metrics_share_one_legend()
    {
        using var plots = new KeptPlots();
        plots.Save("curves",
            LearningCurves.Of("rosenbrock, 20 training points, 10 seeds", [Panel("test value MSE", 1e4), Panel("test gradient MSE", 3e6)]));
        var picture = new Picture(File.ReadAllBytes(plots.File("curves.png")));
        Assert.Equal(1120, picture.Width);
    }

    [Fact]
    public void An_overview_has_a_row_for_each_function()
    {
        using var plots = new KeptPlots();
        OverviewRow[] rows = [.. Landscape.All.Select(landscape => new OverviewRow(landscape.Name, landscape.Domain,
        [
            landscape.Truth(nodes: 41, arrows: 11),
            landscape.Model("", 0.25, 3, nodes: 41, arrows: 11) with { Points = landscape.Sample(20, 7) },
            landscape.Model("", 0.08, 4, nodes: 41, arrows: 11) with { Points = landscape.Sample(20, 7) },
            landscape.Model("", 0.1, 5, nodes: 41, arrows: 11) with { Points = landscape.Sample(100, 7) },
            landscape.Model("", 0.02, 6, nodes: 41, arrows: 11) with { Points = landscape.Sample(100, 7) },
        ]))];
        plots.Save("overview", OverviewFigure.Of("Seven functions and the models trained on them",
            ["truth", "regular, 20", "Sobolev, 20", "regular, 100", "Sobolev, 100"], rows));
        var picture = new Picture(File.ReadAllBytes(plots.File("overview.png")));
        Assert.Equal((1366, 2156), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_second_row_of_a_page_shows_the_larger_samples()
    {
        using var plots = new KeptPlots();
        var landscape = Landscape.Named("booth");
        SurfacePanel[] Row(int samples) =>
        [
            landscape.Truth($"truth, {samples} points") with { Points = landscape.Sample(samples, 1) },
            landscape.Model("regular", 0.2, 3) with { Points = landscape.Sample(samples, 1) },
            landscape.Model("Sobolev", 0.04, 4) with { Points = landscape.Sample(samples, 1) },
        ];
        plots.Save("surface-two-rows", SurfaceFigure.Of(new SurfacePage("booth", landscape.Domain, [.. Row(20), .. Row(100)])));
        var picture = new Picture(File.ReadAllBytes(plots.File("surface-two-rows.png")));
        Assert.Equal((1750, 1386), (picture.Width, picture.Height));
    }

    [Fact]
    public void Ratios_stand_as_dots_and_as_bars()
    {
        using var plots = new KeptPlots();
        var chart = new CategoryChart("test MSE, regular over Sobolev", "ratio (above 1: Sobolev is better)",
            [.. Landscape.All.Select(l => l.Name)],
        [
            new("20 samples", [3.1, 40, 900, 1.2, 15, 8, 0.7])
            {
                Low = [2, 11, 300, 0.8, 9, 5, 0.4],
                High = [4.6, 160, 2500, 1.9, 24, 14, 1.1],
            },
            new("100 samples", [5.2, 90, 5000, 1.5, 60, 30, double.NaN])
            {
                Low = [4, 50, 2000, 1.1, 30, 18, 0],
                High = [7, 170, 9000, 2.1, 120, 55, 3],
            },
        ])
        { Log = true, Reference = 1 };
        plots.Save("dots", DotChart.Of(chart));
        plots.Save("bars", BarChart.Of(chart with { Categories = [.. chart.Categories.Take(3)], Log = false }));
        plots.Save("bars-log", BarChart.Of(chart));
        Assert.Equal(900, new Picture(File.ReadAllBytes(plots.File("dots.png"))).Width);
    }

    [Fact]
    public void Images_stand_in_a_labelled_grid()
    {
        using var plots = new KeptPlots();
        var ring = new double[28, 28];
        var slope = new double[28, 28];
        var colours = new double[32, 32, 3];
        for (var i = 0; i < 28; i++)
            for (var j = 0; j < 28; j++)
                (ring[i, j], slope[i, j]) =
                    (Math.Exp(-0.05 * Math.Pow(Math.Sqrt((i - 14) * (i - 14) + (j - 14) * (j - 14)) - 8, 2)), Math.Sin(i / 4.0) * (j - 14));
        for (var k = 0; k < 32 * 32 * 3; k++)
            colours[k / 96, k / 3 % 32, k % 3] = k % 3 == 0 ? k / 96 / 32.0 : k / 3 % 32 / 32.0;
        GridImage?[,] cells = { { GridImage.Grey(ring), GridImage.Signed(slope), GridImage.Colour(colours) },
            { GridImage.Grey(slope), null, GridImage.Signed(ring) } };
        plots.Save("grid",
            ImageGrid.Of(new ImagePage("frames and saliency", ["teacher", "student, sobolev"],
                ["frame", "saliency of the critic", "colour"], cells)));
        Assert.Contains("grid.png", plots.Names());
    }

    private static ChartPanel Panel(string title, double start)
    {
        double[] x = [.. Enumerable.Range(0, 51).Select(i => 1000.0 * i)];
        ChartSeries Series(string name, double rate, double floor)
        {
            double[] mean = [.. x.Select((u, i) => start * (floor + Math.Exp(-rate * u / 1000)) * (1 + 0.1 * Math.Sin(i * 1.7)))];
            return new ChartSeries(name, x, mean) { Low = [.. mean.Select(m => 0.5 * m)], High = [.. mean.Select(m => 1.6 * m)] };
        }
        return new ChartPanel(title, "mean squared error", [Series("regular", 0.1, 0.05), Series("sobolev", 0.25, 0.001)]) { LogY = true };
    }
}
