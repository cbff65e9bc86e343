using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>Images in rows and columns with titles; a null cell stays empty.</summary>
internal sealed record ImagePage(string Title, IReadOnlyList<string> RowTitles, IReadOnlyList<string> ColumnTitles, GridImage?[,] Cells)
{
    /// <summary>Longer side of an image on the page, in pixels.</summary>
    public int CellSize { get; init; } = 128;
}

/// <summary>A labelled grid of small images: frames and saliency maps, pictures and attention.</summary>
internal static class ImageGrid
{
    private const int Gap = 10;

    /// <summary>Cells is [row, column].</summary>
    public static Figure Of(ImagePage page)
    {
        int rows = page.Cells.GetLength(0), columns = page.Cells.GetLength(1), pitch = page.CellSize + Gap;
        var left = (int)page.RowTitles.Select(title => PageText.TextWidth(title, PlotStyle.LabelSize) + 28).Append(16).Max();
        var columnTitle = FittingSize(page.ColumnTitles, page.CellSize);
        var top = (page.Title.Length > 0 ? 46 : 10) + (page.ColumnTitles.Count > 0 ? 30 : 0);
        var legend = page.Cells.Cast<GridImage?>().Any(image => image is { IsSigned: true }) ? 52 : 0;
        var width = Math.Max(left + columns * pitch + 8, (int)Math.Min(900, PageText.TextWidth(page.Title, PlotStyle.TitleSize)) + 40);
        // a title that is wider than the images leaves as much room on both sides
        left += (width - left - columns * pitch - 8) / 2;
        var bottom = top + rows * pitch;
        return new Figure(width, bottom + 6 + legend, canvas =>
        {
            canvas.FittedText(page.Title, width / 2f, 26, PlotStyle.TitleSize, width - 20);
            for (var j = 0; j < Math.Min(columns, page.ColumnTitles.Count); j++)
                canvas.Text(page.ColumnTitles[j], left + j * pitch + page.CellSize / 2f, top - 16, columnTitle, SKTextAlign.Center);
            for (var i = 0; i < Math.Min(rows, page.RowTitles.Count); i++)
                canvas.Text(page.RowTitles[i], left - 12, top + i * pitch + page.CellSize / 2f, PlotStyle.LabelSize, SKTextAlign.Right);
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    page.Cells[i, j]?.Draw(canvas, Placed(page.Cells[i, j]!, left + j * pitch, top + i * pitch, page.CellSize));
            if (legend > 0)
                DrawLegend(canvas, width / 2f, bottom + 14);
        });
    }

    // all column titles in one size, the largest that fits
    private static float FittingSize(IReadOnlyList<string> titles, int width)
    {
        var widest = titles.Select(title => PageText.TextWidth(title, PlotStyle.LabelSize)).DefaultIfEmpty(0).Max();
        return widest > width ? PlotStyle.LabelSize * width / widest : PlotStyle.LabelSize;
    }

    // an image keeps its shape and sits in the middle of its cell
    private static SKRect Placed(GridImage image, float x, float y, int size)
    {
        var scale = size / (float)Math.Max(image.Width, image.Height);
        float width = scale * image.Width, height = scale * image.Height;
        return SKRect.Create(x + (size - width) / 2, y + (size - height) / 2, width, height);
    }

    private static void DrawLegend(SKCanvas canvas, float middle, float y)
    {
        using var paint = new SKPaint();
        for (var i = -80; i < 80; i++)
        {
            paint.Color = ColourMap.Diverging((i + 0.5) / 80);
            canvas.DrawRect(middle + i, y, 1, 14, paint);
        }
        canvas.Text("negative", middle - 90, y + 7, PlotStyle.TickSize, SKTextAlign.Right);
        canvas.Text("positive", middle + 90, y + 7, PlotStyle.TickSize, SKTextAlign.Left);
        canvas.Text("0", middle, y + 25, PlotStyle.TickSize, SKTextAlign.Center);
    }
}
