using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>A function's row: its first panel is the truth and sets the scales of the row.</summary>
internal sealed record OverviewRow(string Name, PlotDomain Domain, IReadOnlyList<SurfacePanel> Panels);

/// <summary>Many functions on one page: a row each, a column for the truth and each model; scales are per row.</summary>
internal static class OverviewFigure
{
    private const int PanelWidth = 240;
    private const int PanelHeight = 290;
    private const int NameSpace = 56;
    private const int BarSpace = 110;
    private const int Head = 92;
    private const int Foot = 34;

    /// <summary>240 x 290 pixels a panel.</summary>
    public static Figure Of(string title, IReadOnlyList<string> columns, IReadOnlyList<OverviewRow> rows)
    {
        int width = NameSpace + columns.Count * PanelWidth + BarSpace, height = Head + rows.Count * PanelHeight + Foot;
        return new Figure(width, height, canvas =>
        {
            canvas.FittedText(title, width / 2f, 28, PlotStyle.TitleSize, width - 40);
            for (var i = 0; i < columns.Count; i++)
                canvas.FittedText(columns[i], NameSpace + (i + 0.5f) * PanelWidth, 70, PlotStyle.LabelSize, PanelWidth - 16);
            for (var i = 0; i < rows.Count; i++)
                DrawRow(canvas, rows[i], Math.Min(columns.Count, rows[i].Panels.Count), width, Head + i * PanelHeight);
            canvas.FittedText("one scale of height and colour in a row; values beyond the truth's range are cut off; floor: gradient field",
                width / 2f, height - Foot / 2f, PlotStyle.TickSize, width - 40);
        });
    }

    private static void DrawRow(SKCanvas canvas, OverviewRow row, int panels, int width, float top)
    {
        canvas.VerticalText(row.Name, NameSpace / 2f, top + PanelHeight / 2f, PlotStyle.PanelTitleSize);
        if (panels == 0)
            return;
        var drawing = SurfacePanelDrawing.For(row.Domain, row.Panels[0], SurfaceDetail.Small);
        for (var i = 0; i < panels; i++)
        {
            var area = SKRect.Create(NameSpace + i * PanelWidth, top, PanelWidth, PanelHeight);
            area.Inflate(-8, -6);
            var view = new SurfaceView(area);
            drawing.Draw(canvas, view, row.Panels[i]);
            BoxDrawing.DrawFloorEdge(canvas, view);
        }
        var bar = SKRect.Create(width - BarSpace + 14, top + 60, 14, PanelHeight - 120);
        ColourBar.Draw(canvas, bar, drawing.Scale, PlotStyle.TickSize - 1, gap: 0.17);
    }
}
