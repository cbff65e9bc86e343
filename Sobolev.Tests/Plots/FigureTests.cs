using System.Text;
using System.Xml.Linq;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

public sealed class FigureTests
{
    private static readonly Figure _figure =
        LineChart.Of("title", [new ChartPanel("panel", "y", [new ChartSeries("sobolev", [0, 1, 2], [3, 1, 2])])]);

    [Theory]
    [InlineData(1, 560)]
    [InlineData(2.5, 1400)]
    public void A_scale_multiplies_the_pixels(double scale, int width)
    {
        var picture = new Picture(_figure.Png(scale));
        Assert.Equal(width, picture.Width);
        Assert.Equal((int)Math.Round(_figure.Height * scale), picture.Height);
    }

    [Fact]
    public void An_svg_file_keeps_its_coordinates_at_every_size()
    {
        var svg = XDocument.Parse(_figure.Svg(2)).Root!;
        Assert.Equal($"0 0 {_figure.Width} {_figure.Height}", svg.Attribute("viewBox")!.Value);
        Assert.Equal((2 * _figure.Width).ToString(), svg.Attribute("width")!.Value);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "path");
    }

    [Fact]
    public void A_pdf_file_is_a_page_of_three_quarters_of_the_pixels_in_points()
    {
        var pdf = Encoding.Latin1.GetString(_figure.In(PlotFormat.Pdf, 1));
        Assert.StartsWith("%PDF-", pdf);
        Assert.Contains($"/MediaBox [0 0 {_figure.Width * 0.75} {_figure.Height * 0.75}]", pdf);
    }

    [Theory]
    [InlineData(PlotFormat.Png)]
    [InlineData(PlotFormat.Svg)]
    [InlineData(PlotFormat.Pdf)]
    public void The_same_figure_gives_the_same_bytes(PlotFormat format) => Assert.Equal(_figure.In(format, 1), _figure.In(format, 1));

    [Fact]
    public void A_folder_has_a_plot_in_each_format_and_lists_it_once()
    {
        using var folder = new KeptPlots();
        PlotFolder.Fill(folder.File("plots"), new PlotConfig { Format = [PlotFormat.Pdf, PlotFormat.Svg, PlotFormat.Pdf] }, 2, plots =>
        {
            plots.Save("curves", _figure);
            plots.Save("bars", _figure);
        });
        string[] files = ["bars.pdf", "bars.svg", "curves.pdf", "curves.svg"];
        Assert.Equal(files, Directory.GetFiles(folder.File("plots")).Select(Path.GetFileName).Order());
        Assert.Equal([("bars.svg", PlotFormat.Svg), ("curves.svg", PlotFormat.Svg)],
            PlotFiles.In(folder.File("plots")).Select(file => (Path.GetFileName(file.Path), file.Format)));
    }

    [Theory]
    [InlineData("a.SVG", PlotFormat.Svg)]
    [InlineData("b.c.pdf", PlotFormat.Pdf)]
    public void The_ending_of_a_file_names_the_format(string path, PlotFormat format) => Assert.Equal(format, PlotFiles.FormatOf(path));

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("png")]
    public void Another_ending_is_refused(string path)
    {
        var error = Assert.Throws<SobolevException>(() => PlotFiles.FormatOf(path));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains(".svg", error.Message);
    }
}
