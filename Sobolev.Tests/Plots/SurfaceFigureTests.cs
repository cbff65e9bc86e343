using CsCheck;
using SkiaSharp;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

[Trait("Speed", "Slow")]
public sealed class SurfaceFigureTests
{
    private static readonly PlotDomain _square = new(-1, 1, -1, 1);
    private static readonly SKRectI _first = SKRectI.Create(0, 90, 540, 600);
    private static readonly SKRectI _second = SKRectI.Create(540, 90, 540, 600);

    [Fact]
    public void One_panel_is_540_by_650_beside_the_colour_bar() =>
        Assert.Equal((670, 736), Size(new Picture(SurfaceFigure.Of(new SurfacePage("", _square, [Plane("truth", 1, 0)])))));

    [Fact]
    public void Equal_values_have_one_colour_in_all_panels()
    {
        // a model that is flat at the truth's three quarters must show the truth's colour there, not its own scale's
        var picture = Render(Plane("truth", 1, 0), Plane("model", 0, 0.5));
        var expected = ColourMap.Viridis(0.75);
        Assert.InRange(picture.CountNear(_second, expected, 1), 8_000, int.MaxValue);
        Assert.InRange(picture.CountNear(_first, expected, 3), 50, 8_000);
    }

    [Fact]
    public void Panels_differ_where_their_data_differ_and_nowhere_else()
    {
        var same = Render(Plane("f", 1, 0), Plane("f", 1, 0));
        var different = Render(Plane("f", 1, 0), Plane("f", -1, 0));
        Assert.Equal(same.Pixels(_first), different.Pixels(_first));
        // 540 pixels to the right, coverage at edges is rounded differently
        Assert.InRange(Different(same.Pixels(_first), same.Pixels(_second)), 0, 30);
        Assert.InRange(Different(same.Pixels(_second), different.Pixels(_second)), 20_000, 540 * 600);

        static int Different(IEnumerable<SKColor> one, IEnumerable<SKColor> other) =>
            one.Zip(other).Count(pair => Math.Abs(pair.First.Red - pair.Second.Red) + Math.Abs(pair.First.Green - pair.Second.Green) > 6);
    }

    [Fact]
    public void Training_points_are_marked_on_the_surface_and_on_the_floor()
    {
        var panel = Plane("truth", 1, 0);
        var bare = Render(panel);
        var marked = Render(panel with { Points = [new SurfacePoint(0, 0, 0)] });
        Assert.Equal(0, bare.Count(_first, PlotStyle.TrainingPoint));
        var view = View(0);
        Assert.Equal(PlotStyle.TrainingPoint, At(marked, view.Project(0.5, 0.5, 0.5)));
        Assert.Equal(PlotStyle.TrainingPoint, At(marked, view.Project(0.5, 0.5, SurfaceView.Floor)));
    }

    [Fact]
    public void A_point_behind_a_ridge_is_marked_on_the_floor_only()
    {
        // a wall across the middle, the point low behind it
        var ridge = SurfacePanel.Of("truth", _square, (x, y) => (Math.Exp(-50 * y * y), 0, 0), arrows: 0);
        var hidden = Render(ridge with { Points = [new SurfacePoint(0, 0.4, 0)] });
        var shown = Render(ridge with { Points = [new SurfacePoint(0, -0.6, 0)] });
        var one = Red(shown) / 2;
        Assert.InRange(one, 20, 80);
        Assert.InRange(Red(hidden), 0.8 * one, 1.2 * one);

        static int Red(Picture picture) => picture.CountNear(_first, PlotStyle.TrainingPoint, 8);
    }

    [Fact]
    public void Near_cells_hide_far_ones()
    {
        // a near half as high as the box hides the low far half; a low near half is seen whole
        var step = SurfacePanel.Of("truth", _square, (x, y) => (y < 0 ? 1 : 0, 0, 0), arrows: 0);
        var far = SurfacePanel.Of("truth", _square, (x, y) => (y > 0 ? 1 : 0, 0, 0), arrows: 0);
        Assert.InRange(Low(Render(step)), 0, Low(Render(far)) / 10);

        static int Low(Picture picture) => picture.CountNear(_first, ColourMap.Viridis(0), 2);
    }

    [Fact]
    public void Equal_inputs_give_equal_bytes_on_any_thread()
    {
        var page = Page(Plane("truth", 1, 0), Plane("model", 0.5, 0.2));
        var expected = SurfaceFigure.Of(page).Png();
        var others = new byte[6][];
        Parallel.For(0, others.Length, i => others[i] = SurfaceFigure.Of(page).Png());
        Assert.All(others, bytes => Assert.Equal(expected, bytes));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    public void A_diverged_model_leaves_the_truth_readable(double value)
    {
        var bad = new SurfacePanel("model", Filled(31, value), Filled(5, value), Filled(5, value))
        {
            Points = [new(0, 0, value), new(value, 0, 0)],
        };
        Assert.Equal(Render(Plane("f", 1, 0), Plane("f", 1, 0)).Pixels(_first), Render(Plane("f", 1, 0), bad).Pixels(_first));
    }

    [Fact]
    public void A_truth_without_a_number_or_without_a_slope_is_still_a_picture()
    {
        foreach (var value in (double[])[double.NaN, double.PositiveInfinity, 7])
            Assert.Equal((670, 736), Size(Render(new SurfacePanel("truth", Filled(11, value), new double[0, 0], new double[0, 0]))));
    }

    [Fact]
    public void A_hole_is_left_where_the_value_is_unknown()
    {
        var whole = Plane("truth", 0, 0.5);
        var holed = whole with { Values = (double[,])whole.Values.Clone() };
        for (var i = 10; i < 20; i++)
            for (var j = 10; j < 20; j++)
                holed.Values[i, j] = double.NaN;
        // the truth sets the scale, so the model has the hole
        var truth = Plane("truth", 1, 0);
        var colour = ColourMap.Viridis(0.75);
        Assert.True(Render(truth, holed).CountNear(_second, colour, 1) < 0.95 * Render(truth, whole).CountNear(_second, colour, 1));
    }

    [Fact]
    public void Arrows_point_uphill_along_the_floor_and_keep_off_their_neighbours() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3]).Where((gx, gy) => gx * gx + gy * gy > 0.1).Sample((gx, gy) =>
        {
            // one arrow of full length in the middle of an otherwise bare floor: the ink must lie along its line
            var panel = new SurfacePanel("", Filled(3, 0), One(gx), One(gy));
            var domain = new PlotDomain(0, 2, 0, 6);
            var picture = new Picture(new Figure(500, 500, canvas =>
                FloorDrawing.DrawArrows(canvas, new SurfaceView(SKRect.Create(500, 500)), panel, domain, ArrowScale.For(panel), 1.3f)));
            var view = new SurfaceView(SKRect.Create(500, 500));
            var (du, dv) = (gx / 2, gy / 6);
            var norm = Math.Sqrt(du * du + dv * dv);
            var tip = view.Project(0.5 + 0.45 * du / norm, 0.5 + 0.45 * dv / norm, SurfaceView.Floor);
            var tail = view.Project(0.5 - 0.45 * du / norm, 0.5 - 0.45 * dv / norm, SurfaceView.Floor);
            Assert.True(Ink(picture, tip) > Ink(picture, tail), "the head has more ink than the tail");
            Assert.True(Ink(picture, tail) > 0, "the shaft begins where the direction says");
        }, iter: 12, threads: 1);

    private static double[,] One(double value) => new[,] { { value } };

    private static int Ink(Picture picture, SKPoint at)
    {
        var area = SKRectI.Create((int)at.X - 12, (int)at.Y - 12, 25, 25);
        area.Intersect(picture.All);
        return picture.Pixels(area).Count(pixel => pixel != SKColors.White);
    }

    private static Picture Render(params SurfacePanel[] panels) => new(SurfaceFigure.Of(Page(panels)));

    private static SurfacePage Page(params SurfacePanel[] panels) => new("", _square, panels);

    private static SurfacePanel Plane(string title, double slope, double height) =>
        SurfacePanel.Of(title, _square, (x, _) => (slope * x + height, slope, 0), nodes: 31, arrows: 5);

    private static double[,] Filled(int n, double value)
    {
        var values = new double[n, n];
        for (var i = 0; i < n * n; i++)
            values[i / n, i % n] = value;
        return values;
    }

    private static SurfaceView View(int column) => SurfaceFigure.ViewOf(SKRect.Create(540 * column, 52, 540, 650));

    private static SKColor At(Picture picture, SKPoint at) => picture[(int)at.X, (int)at.Y];

    private static (int Width, int Height) Size(Picture picture) => (picture.Width, picture.Height);
}
