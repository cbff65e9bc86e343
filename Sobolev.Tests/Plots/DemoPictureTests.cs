using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>The pictures of the regress verb with stand-in models; SOBOLEV_KEEP_PLOTS keeps them.</summary>
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
        using var folder = new PlotFolder();
        var landscape = Landscape.Named(name);
        var points = landscape.Sample(20, 7);
        SurfaceFigure.Save(folder.File($"surface-{name}.png"), new SurfacePage($"{name}, 20 training points", landscape.Domain,
        [
            landscape.Truth() with { Points = points },
            landscape.Model("regular", 0.25, 3) with { Points = points },
            landscape.Model("Sobolev", 0.03, 4) with { Points = points },
        ]));
        var picture = new Picture(File.ReadAllBytes(folder.File($"surface-{name}.png")));
        Assert.Equal((1750, 736), (picture.Width, picture.Height));
    }

    [Fact]
    public void Learning_curves_of_two_metrics_share_one_legend()
    {
        using var folder = new PlotFolder();
        LearningCurves.Save(folder.File("curves.png"), "rosenbrock, 20 training points, 10 seeds", [Panel("test value MSE", 1e4), Panel("test gradient MSE", 3e6)]);
        var picture = new Picture(File.ReadAllBytes(folder.File("curves.png")));
        Assert.Equal(1120, picture.Width);
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
