using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>The centred title of a page: one line, somewhat smaller where it has to be, or else several lines.</summary>
internal sealed class PageTitle
{
    /// <summary>Letters of a title that is made smaller are at least this share of their size.</summary>
    private const float Smallest = 0.8f;

    private const float FirstLine = 34, FurtherLine = 24;

    private readonly IReadOnlyList<string> _lines;
    private readonly float _size;

    /// <param name="width">Pixels for a line.</param>
    public PageTitle(string text, float width)
    {
        var share = width / Math.Max(1, PageText.TextWidth(text, PlotStyle.TitleSize));
        (_lines, _size) = text.Length == 0 ? ([], 0)
            : share >= Smallest ? ([text], PlotStyle.TitleSize * Math.Min(1, share))
            : (Wrapped(text, PlotStyle.PanelTitleSize, width), PlotStyle.PanelTitleSize);
    }

    /// <summary>Pixels; 0 for an empty title.</summary>
    public float Height => _lines.Count == 0 ? 0 : FirstLine + FurtherLine * (_lines.Count - 1);

    /// <param name="x">The middle of the lines.</param>
    /// <param name="y">The upper edge.</param>
    /// <param name="width">Pixels for a line; a single longer word is made smaller.</param>
    public void Draw(SKCanvas canvas, float x, float y, float width)
    {
        for (var i = 0; i < _lines.Count; i++)
            canvas.FittedText(_lines[i], x, y + 14 + FurtherLine * i, _size, width);
    }

    private static List<string> Wrapped(string text, float size, float width)
    {
        List<string> lines = [""];
        foreach (var word in text.Split(' '))
        {
            var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (lines[^1].Length == 0 || PageText.TextWidth(longer, size) <= width)
                lines[^1] = longer;
            else
                lines.Add(word);
        }

        return lines;
    }
}
