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
    private const int BarHeight = 390;

    /// <summary>540 x 650 pixels a panel, 1750 x 736 for one row of three.</summary>
    public static Figure Of(SurfacePage page)
    {
        if (page.Panels.Count == 0)
            throw new ArgumentException("A page of surfaces needs the truth as its first panel.", nameof(page));
        var columns = Math.Clamp(page.Columns, 1, page.Panels.Count);
        var rows = (page.Panels.Count + columns - 1) / columns;
        int width = columns * PanelWidth + BarSpace, height = Head + rows * PanelHeight + Foot;
        var drawing = SurfacePanelDrawing.For(page.Domain, page.Panels[0], SurfaceDetail.Large);
        return new Figure(width, height, canvas =>
        {
            canvas.FittedText(page.Title, width / 2f, 26, PlotStyle.TitleSize, width - 40);
            for (var i = 0; i < page.Panels.Count; i++)
            {
                var area = SKRect.Create(i % columns * PanelWidth, Head + i / columns * PanelHeight, PanelWidth, PanelHeight);
                var panel = page.Panels[i];
                canvas.FittedText(panel.Title, area.MidX, area.Top + 14, PlotStyle.PanelTitleSize, area.Width - 20);
                var view = ViewOf(area);
                drawing.Draw(canvas, view, panel);
                BoxDrawing.DrawAxes(canvas, view, page.Domain, drawing.Scale, PlotStyle.TickSize);
            }
            var bar = SKRect.Create(width - BarSpace + 12, (height - BarHeight) / 2f, 22, BarHeight);
            ColourBar.Draw(canvas, bar, drawing.Scale, PlotStyle.TickSize);
            canvas.Text("f", bar.MidX, bar.Top - 20, PlotStyle.LabelSize, SKTextAlign.Center);
            canvas.FittedText(Notes(page, drawing.Scale), width / 2f, height - Foot / 2f - 2, PlotStyle.TickSize, width - 40);
        });
    }

    /// <summary>The camera of a panel, with room for its title and numbers.</summary>
    public static SurfaceView ViewOf(SKRect area) => new(new SKRect(area.Left + 78, area.Top + 40, area.Right - 30, area.Bottom - 44));

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
