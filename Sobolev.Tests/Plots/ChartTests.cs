using SkiaSharp;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

public sealed class ChartTests
{
    private static readonly SKColor _regular = PlotStyle.Looks(["regular"])[0].Colour;
    private static readonly SKColor _sobolev = PlotStyle.Looks(["sobolev"])[0].Colour;

    [Fact]
    public void Two_panels_are_1120_pixels_wide_and_each_has_both_lines()
    {
        var picture = Draw(Panel([1, 2, 3], [9, 5, 2], [9, 3, 1]), Panel([1, 2, 3], [8, 5, 2], [8, 3, 1]));
        Assert.Equal(1120, picture.Width);
        foreach (var left in (int[])[0, 560])
            foreach (var colour in (SKColor[])[_regular, _sobolev])
                Assert.InRange(picture.CountNear(SKRectI.Create(left, 120, 560, picture.Height - 120), colour, 4), 200, 20_000);
    }

    [Fact]
    public void A_method_has_its_colour_whoever_stands_beside_it()
    {
        Assert.Equal(_sobolev, PlotStyle.Looks(["critic", "vfbn", "other", "Sobolev, 20 samples"])[3].Colour);
        Assert.Equal(5,
            PlotStyle.Looks(["regular", "sobolev", "critic", "other", "another"]).Select(look => look.Colour).Distinct().Count());
        Assert.Equal([0, 1, 0], PlotStyle.Looks(["sobolev 20", "sobolev 100", "regular 20"]).Select(look => look.Repeat));
    }

    [Fact]
    public void The_interval_is_shaded_between_its_bounds()
    {
        var series = new ChartSeries("sobolev", [0, 1, 2], [5, 5, 5]);
        var bare = Draw(new ChartPanel("", "", [series]));
        var shaded = Draw(new ChartPanel("", "", [series with { Low = [1, 1, 1], High = [9, 9, 9] }]));
        var pale = ColourMap.Mix(SKColors.White, _sobolev, PlotStyle.BandOpacity);
        Assert.InRange(bare.CountNear(bare.All, pale, 2), 0, 100);
        Assert.InRange(shaded.CountNear(shaded.All, pale, 2), 20_000, 250_000);
    }

    [Fact]
    public void An_interval_that_reaches_below_zero_fills_a_log_axis_to_its_edge_and_does_not_stretch_it()
    {
        double[] mean = [5, 4, 3];
        var wide = Band([-1, 0, 1e-30]);
        var half = Band(mean);
        Assert.InRange(wide, 1.4 * half, 6 * half);

        int Band(double[] low)
        {
            var series = new ChartSeries("sobolev", [0, 1, 2], mean) { Low = low, High = [9, 8, 7] };
            var picture = Draw(new ChartPanel("", "", [series]) { LogY = true });
            return picture.CountNear(picture.All, ColourMap.Mix(SKColors.White, _sobolev, PlotStyle.BandOpacity), 2);
        }
    }

    [Fact]
    public void Panels_side_by_side_can_have_one_range_and_a_reference_line()
    {
        ChartPanel[] panels = [new("a", "", [new("sobolev", [0, 1], [1, 1])]), new("b", "", [new("sobolev", [0, 1], [9, 9])])];
        var apart = Draw(panels);
        var together = Draw([.. ChartPanel.WithOneRange(panels)]);
        var referred = Draw(panels[0] with { Reference = 4 });
        // alone each line is in the middle of its panel, together one is low and the other high
        Assert.Equal(Middle(apart, 0), Middle(apart, 560), 5.0);
        Assert.InRange(Middle(together, 0) - Middle(together, 560), 150, 400);
        Assert.True(Dashes(referred) > Dashes(Draw(panels[0])) + 100);

        static int Dashes(Picture picture) => picture.CountNear(SKRectI.Create(100, 100, 400, 300), PlotStyle.Faint, 60);

        static double Middle(Picture picture, int left) => Enumerable.Range(100, 370)
            .Where(y => picture.CountNear(SKRectI.Create(left + 120, y, 300, 1), _sobolev, 80) > 100).Average();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_single_update_is_a_dot_that_can_be_seen(bool log) =>
        Assert.InRange(Draw(Panel([100], [3], [2]) with { LogY = log })
            .CountNear(SKRectI.Create(90, 100, 460, 380), _sobolev, 6), 30, 2_000);

    [Fact]
    public void Two_methods_at_one_update_do_not_hide_each_other()
    {
        var picture = Draw(Panel([100], [3], [3]));
        Assert.InRange(picture.CountNear(SKRectI.Create(90, 100, 460, 380), _regular, 6), 30, 2_000);
        Assert.InRange(picture.CountNear(SKRectI.Create(90, 100, 460, 380), _sobolev, 6), 30, 2_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_constant_curve_is_a_line_in_the_middle_of_its_panel(bool log)
    {
        var picture = Draw(new ChartPanel("", "", [new("sobolev", [0, 1, 2], [7, 7, 7])]) { LogY = log });
        Assert.InRange(picture.CountNear(SKRectI.Create(90, 200, 440, 150), _sobolev, 6), 400, 5_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_not_a_number_leaves_a_gap_and_the_rest_stands(bool log)
    {
        double[] x = [.. Enumerable.Range(0, 41)];
        double[] whole = [.. x.Select(_ => 5.0)];
        var gaps = (double[])whole.Clone();
        (gaps[3], gaps[4], gaps[20], gaps[30]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity, log ? 0 : double.NaN);
        var full = Draw(new ChartPanel("", "", [new("sobolev", x, whole)]) { LogY = log });
        var gapped = Draw(new ChartPanel("", "", [new("sobolev", x, gaps) { Low = gaps, High = gaps }]) { LogY = log });
        var area = SKRectI.Create(60, 80, 500, 380);
        Assert.InRange(gapped.CountNear(area, _sobolev, 6), 0.5 * full.CountNear(area, _sobolev, 6),
            0.95 * full.CountNear(area, _sobolev, 6));
    }

    [Fact]
    public void Nothing_to_draw_is_said_in_the_panel()
    {
        foreach (var panel in (ChartPanel[])[new("a", "b", []),
            Panel([1, 2], [-1, 0], [double.NaN, -3]) with { LogY = true }, Panel([], [], [])])
        {
            var picture = Draw(panel);
            Assert.InRange(picture.CountNear(SKRectI.Create(200, 150, 260, 250), PlotStyle.Faint, 40), 30, 3_000);
        }
        Assert.Equal(560, new Picture(LineChart.Of("", [])).Width);
    }

    [Fact]
    public void Equal_inputs_give_equal_bytes_on_any_thread()
    {
        ChartPanel[] panels = [Panel([1, 2, 3], [9, 5, 2], [9, 3, 1]) with { LogY = true }];
        var expected = LearningCurves.Of("curves", panels).Png();
        var others = new byte[6][];
        Parallel.For(0, others.Length, i => others[i] = LearningCurves.Of("curves", panels).Png());
        Assert.All(others, bytes => Assert.Equal(expected, bytes));
    }

    [Fact]
    public void The_x_axis_of_learning_curves_is_named_updates_unless_named()
    {
        var panel = Panel([1, 2], [1, 2], [2, 1]);
        Assert.Equal(LineChart.Of("", [panel with { XLabel = "updates" }]).Png(), LearningCurves.Of("", [panel]).Png());
        Assert.NotEqual(LineChart.Of("", [panel]).Png(), LearningCurves.Of("", [panel]).Png());
    }

    [Fact]
    public void A_longer_bar_has_more_ink()
    {
        CategoryChart Chart(double value) => new("", "", ["a", "b"], [new("regular", [value, 10])]);
        Assert.True(Ink(BarChart.Of(Chart(8)).Png()) > 1.3 * Ink(BarChart.Of(Chart(2)).Png()));

        static int Ink(byte[] png)
        {
            var picture = new Picture(png);
            return picture.CountNear(picture.All, _regular, 2);
        }
    }

    [Fact]
    public void Dots_stand_where_their_values_are()
    {
        // equal steps of a log axis: the middle dot lies midway between the others
        var chart = new CategoryChart("", "", ["a", "b", "c"], [new("sobolev", [1, 30, 900])]) { Log = true };
        var picture = new Picture(DotChart.Of(chart));
        int[] columns = [.. Enumerable.Range(0, picture.Width)
            .Where(x => picture.CountNear(SKRectI.Create(x, 60, 1, picture.Height - 60), _sobolev, 2) >= 8)];
        var groups = columns.Aggregate(new List<List<int>>(), (list, x) =>
        {
            if (list.Count == 0 || x > list[^1][^1] + 2)
                list.Add([]);
            list[^1].Add(x);
            return list;
        });
        Assert.Equal(3, groups.Count);
        Assert.InRange(groups[1].Average() - (groups[0].Average() + groups[2].Average()) / 2, -1, 1);
    }

    [Fact]
    public void Charts_of_categories_survive_what_cannot_be_drawn()
    {
        var chart = new CategoryChart("", "", ["a", "b"],
            [new("x", [double.NaN, -1]) { Low = [double.NegativeInfinity], High = [double.PositiveInfinity, 0] }])
        {
            Reference = 0,
        };
        foreach (var one in (CategoryChart[])[chart, chart with { Log = true }, chart with { Categories = [], Series = [] }])
        {
            Assert.Equal(900, new Picture(DotChart.Of(one)).Width);
            Assert.Equal(640, new Picture(BarChart.Of(one)).Width);
        }
    }

    private static ChartPanel Panel(double[] x, double[] regular, double[] sobolev) =>
        new("panel", "error", [new("regular", x, regular), new("sobolev", x, sobolev)]);

    private static Picture Draw(params ChartPanel[] panels) => new(LineChart.Of("title", panels));
}
