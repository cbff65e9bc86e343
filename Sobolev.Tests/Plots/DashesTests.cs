using SkiaSharp;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>Dashes are pieces of a line in every format.</summary>
public sealed class DashesTests
{
    private const int SwatchWidth = 34;

    private static readonly SKColor _sobolev = PlotStyle.Looks(["sobolev"])[0].Colour;

    // one colour three times: whole, dashed and dotted
    private static readonly Figure _figure = LineChart.Of("",
    [
        new ChartPanel("", "", [Level("sobolev 1", 1), Level("sobolev 2", 2), Level("sobolev 3", 3)]) { Reference = 4 },
    ]);

    [Theory]
    [InlineData(PlotFormat.Svg)]
    [InlineData(PlotFormat.Pdf)]
    public void A_repeated_colour_has_as_many_strokes_as_its_length_allows(PlotFormat format)
    {
        var lines = VectorPicture.LinesOf(_figure, format, _sobolev);
        var drawn = lines.Where(line => Length(line) > SwatchWidth + 1).ToArray();
        Assert.InRange(Length(drawn[0]), 300, 560);
        Assert.Equal([1, Strokes(Length(drawn[0]), 12), Strokes(Length(drawn[0]), 8)], drawn.Select(line => line.Count));
        // the legend has the same dashes
        Assert.Equal([1, Strokes(SwatchWidth, 12), Strokes(SwatchWidth, 8)], lines.Except(drawn).Select(line => line.Count));
    }

    [Theory]
    [InlineData(PlotFormat.Svg)]
    [InlineData(PlotFormat.Pdf)]
    public void A_reference_line_has_strokes_and_gaps_of_ten_pixels(PlotFormat format)
    {
        var line = Assert.Single(VectorPicture.LinesOf(_figure, format, PlotStyle.Faint));
        Assert.Equal(Strokes(Length(line), 20), line.Count);
        Assert.All(line.SkipLast(1), piece => Assert.Equal(10, piece[^1].X - piece[0].X, 0.01f));
        Assert.All(line.Zip(line.Skip(1)), pair => Assert.Equal(20, pair.Second[0].X - pair.First[0].X, 0.01f));
    }

    [Fact]
    public void Upright_reference_lines_are_dashed_too()
    {
        var figure = DotChart.Of(new CategoryChart("", "", ["a", "b"], [new CategorySeries("", [2, 3])]) { Reference = 1 });
        Assert.True(Assert.Single(VectorPicture.LinesOf(figure, PlotFormat.Svg, PlotStyle.Faint)).Count > 3);
        var bars = BarChart.Of(new CategoryChart("", "", ["a", "b"], [new CategorySeries("", [2, 3])]) { Reference = 1 });
        Assert.True(Assert.Single(VectorPicture.LinesOf(bars, PlotFormat.Svg, PlotStyle.Faint)).Count > 3);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_dashed_curve_is_interrupted_where_it_has_no_number(double hole)
    {
        double[] x = [.. Enumerable.Range(0, 11)], whole = [.. x.Select(u => u * u)];
        double[] holed = [.. whole];
        (holed[4], holed[5]) = (hole, hole);
        var lines = VectorPicture.LinesOf(
            ScatterChart.Of("", [new ScatterPanel("", "", "") { Curves = [new("sobolev a", x, whole), new("sobolev b", x, holed)] }]),
            PlotFormat.Svg, _sobolev).Where(line => Length(line) > SwatchWidth + 1).ToArray();
        var corners = Assert.Single(lines[0]);
        Assert.Equal(11, corners.Length);
        Assert.True(lines[1].Count > 10);
        Assert.All(lines[1], piece => Assert.True(piece[^1].X <= corners[3].X + 0.01f || piece[0].X >= corners[6].X - 0.01f));
        // a stretch begins with a stroke
        Assert.Contains(lines[1], piece => Math.Abs(piece[0].X - corners[6].X) < 0.01f);
    }

    [Fact]
    public void The_last_stroke_ends_where_the_line_does_and_corners_are_kept()
    {
        using var line = new SKPath();
        line.MoveTo(0, 0);
        line.LineTo(9, 0);
        line.LineTo(9, 91);
        using var strokes = new Dashes(6, 2).Cut(line);
        // 100 pixels: twelve strokes of six and one of four; the second one turns the corner
        using var measure = new SKPathMeasure(strokes);
        var lengths = new List<float>();
        do
            lengths.Add(measure.Length);
        while (measure.NextContour());
        Assert.Equal([.. Enumerable.Repeat(6f, 12), 4f], lengths.Select(length => MathF.Round(length, 3)));
        Assert.Equal([new(8, 0), new(9, 0), new(9, 5)], strokes.Points[2..5]);
    }

    private static ChartSeries Level(string name, double value) => new(name, [0, 1], [value, value]);

    private static int Strokes(double length, double period) => (int)Math.Ceiling(length / period);

    private static double Length(IReadOnlyList<SKPoint[]> line) =>
        line.SelectMany(piece => piece).Max(point => point.X) - line[0][0].X;
}
