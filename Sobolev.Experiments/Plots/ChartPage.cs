using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The head of a page of charts: the title and one legend for all panels, wrapped to the width.</summary>
internal sealed class ChartPage
{
    private const float LegendRow = 26;
    private const float Swatch = 34;
    private const float Gap = 26;

    private const int Margin = 20;

    private readonly PageTitle _title;
    private readonly IReadOnlyList<SeriesLook> _looks;
    private readonly List<List<(string Name, int Index)>> _legend = [];

    public ChartPage(string title, IReadOnlyList<string> names, IReadOnlyList<SeriesLook> looks, int width)
    {
        (_title, _looks, Width) = (new PageTitle(title, width - 2 * Margin), looks, width);
        var used = float.MaxValue;
        for (var i = 0; i < names.Count; i++)
        {
            // a chart's only series needs no entry
            if (names[i].Length == 0)
                continue;
            if (used + EntryWidth(names[i]) > width - 2 * Margin)
            {
                _legend.Add([]);
                used = 0;
            }
            _legend[^1].Add((names[i], i));
            used += EntryWidth(names[i]);
        }
        Top = (int)(10 + _title.Height + LegendRow * _legend.Count + 6);
    }

    public int Width { get; }

    /// <summary>Height of the head in pixels; the panels begin there.</summary>
    public int Top { get; }

    public void DrawHead(SKCanvas canvas)
    {
        var y = 10f;
        _title.Draw(canvas, Width / 2f, y, Width - 2 * Margin);
        y += _title.Height;
        foreach (var row in _legend)
        {
            var x = (Width - row.Sum(entry => EntryWidth(entry.Name)) + Gap) / 2;
            foreach (var (name, index) in row)
            {
                DrawSwatch(canvas, x, y + LegendRow / 2, _looks[index]);
                canvas.Text(name, x + Swatch + 8, y + LegendRow / 2, PlotStyle.LabelSize, SKTextAlign.Left);
                x += EntryWidth(name);
            }
            y += LegendRow;
        }
    }

    private static float EntryWidth(string name) => Swatch + 8 + PageText.TextWidth(name, PlotStyle.LabelSize) + Gap;

    private static void DrawSwatch(SKCanvas canvas, float x, float y, SeriesLook look)
    {
        using var line = new SKPath();
        line.MoveTo(x, y);
        line.LineTo(x + Swatch, y);
        Dashes.Draw(canvas, line, Dashes.Of(look), look.Colour, width: 3);
        using var paint = ScottPlot.Paint.NewDisposablePaint();
        ScottPlot.Drawing.DrawMarker(canvas, paint, new ScottPlot.Pixel(x + Swatch / 2, y),
            new ScottPlot.MarkerStyle(ChartAxes.Shape(look), 8, ChartAxes.Of(look.Colour)));
    }
}
