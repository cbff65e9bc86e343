using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A page of surfaces over one domain; the first panel is the truth and sets the scales of all.</summary>
internal sealed record SurfacePage(string Title, PlotDomain Domain, IReadOnlyList<SurfacePanel> Panels)
{
    public int Columns { get; init; } = 3;
}

/// <summary>Surfaces side by side with their gradient fields underneath: Figures 5 to 11 of the paper's supplement.</summary>
internal static class SurfaceFigure
{
    private const int PanelWidth = 540;
    private const int PanelHeight = 650;
    private const int Head = 52;
    private const int Foot = 34;
    private const int BarSpace = 130;

    public static void Save(string path, SurfacePage page) => PngFile.Save(path, Render(page));

    /// <summary>PNG bytes: 540 x 650 pixels a panel, 1750 x 736 for one row of three.</summary>
    public static byte[] Render(SurfacePage page)
    {
        var columns = Math.Clamp(page.Panels.Count, 1, Math.Max(1, page.Columns));
        var rows = Math.Max(1, (page.Panels.Count + columns - 1) / columns);
        int width = columns * PanelWidth + BarSpace, height = Head + rows * PanelHeight + Foot;
        var scale = ValueScale.For(page.Panels.Count == 0 ? [] : page.Panels[0].Values.Cast<double>());
        return Sheet.Draw(width, height, canvas =>
        {
            canvas.FittedText(page.Title, width / 2f, 26, PlotStyle.TitleSize, width - 40);
            for (var i = 0; i < page.Panels.Count; i++)
            {
                var area = SKRect.Create(i % columns * PanelWidth, Head + i / columns * PanelHeight, PanelWidth, PanelHeight);
                DrawPanel(canvas, area, page, page.Panels[i], scale);
            }
            var barHeight = 0.6f * PanelHeight;
            var bar = SKRect.Create(width - BarSpace + 12, (height - barHeight) / 2, 22, barHeight);
            ColourBar.Draw(canvas, bar, scale, PlotStyle.TickSize);
            canvas.Text("f", bar.MidX, bar.Top - 20, PlotStyle.LabelSize, SKTextAlign.Center);
            canvas.FittedText(Notes(page, scale), width / 2f, height - Foot / 2f - 2, PlotStyle.TickSize, width - 40);
        });
    }

    private static void DrawPanel(SKCanvas canvas, SKRect area, SurfacePage page, SurfacePanel panel, ValueScale scale)
    {
        canvas.FittedText(panel.Title, area.MidX, area.Top + 14, PlotStyle.PanelTitleSize, area.Width - 20);
        var view = new SurfaceView(new SKRect(area.Left + 62, area.Top + 40, area.Right - 34, area.Bottom - 44));
        var detail = SurfaceDetail.Large;
        FloorDrawing.DrawValues(canvas, view, panel.Values, scale);
        FloorDrawing.DrawArrows(canvas, view, panel, page.Domain, ArrowScale.For(page.Panels[0]));
        FloorDrawing.DrawPoints(canvas, view, panel, page.Domain, detail.PointRadius);
        BoxDrawing.DrawWalls(canvas, view, scale);
        SurfaceDrawing.Draw(canvas, view, panel, page.Domain, scale, detail);
        BoxDrawing.DrawAxes(canvas, view, page.Domain, scale, detail.TextSize);
    }

    private static string Notes(SurfacePage page, ValueScale scale)
    {
        List<string> notes = ["floor: gradient field, arrow length grows with the logarithm of its norm"];
        if (page.Panels.Any(panel => panel.Points.Count > 0))
            notes.Add("red dots: training points");
        if (scale.IsCompressed)
            notes.Add("height and colour of f on a logarithmic scale");
        if (page.Panels.Any(panel => SurfaceDrawing.CutsOff(panel, scale)))
            notes.Add("values beyond the truth's range are cut off");
        return string.Join("   ·   ", notes);
    }
}
