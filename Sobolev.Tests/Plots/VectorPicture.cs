using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;
using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>The stroked lines of one colour in a vector file, each as the pieces of its path, in pixels of the figure.</summary>
internal static partial class VectorPicture
{
    public static IReadOnlyList<IReadOnlyList<SKPoint[]>> LinesOf(Figure figure, PlotFormat format, SKColor colour) =>
        Distinct(format == PlotFormat.Svg ? InSvg(figure.Svg(), colour) : InPdf(figure.In(PlotFormat.Pdf, 1), colour));

    /// <summary>ScottPlot draws a plot more than once when its layout changes.</summary>
    private static IReadOnlyList<IReadOnlyList<SKPoint[]>> Distinct(IEnumerable<IReadOnlyList<SKPoint[]>> lines) =>
        [.. lines.DistinctBy(line => string.Join(' ', line.SelectMany(piece => piece)))];

    private static IEnumerable<IReadOnlyList<SKPoint[]>> InSvg(string svg, SKColor colour) =>
        from path in XDocument.Parse(svg).Descendants()
        where (string?)path.Attribute("stroke") == $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}"
        let moves = ((string?)path.Attribute("d") ?? throw new InvalidDataException($"not a path: {path}")).Split('M')[1..]
        select (IReadOnlyList<SKPoint[]>)[.. moves.Select(move => Points(Numbers(move)))];

    /// <summary>Reads the operators for colour (RG), begin (m), continue (l) and stroke (S) of the page, and those that save and
    /// restore the colour (q, Q); outlines of marks have curves (c) or end where they began (h).</summary>
    private static IEnumerable<IReadOnlyList<SKPoint[]>> InPdf(byte[] pdf, SKColor colour)
    {
        var (isColour, isOutline, pieces) = (false, false, new List<List<float>>());
        var saved = new Stack<bool>();
        foreach (var line in Streams(pdf).Where(text => text.Contains(" cm\n")).SelectMany(text => text.Split('\n')))
        {
            if (line == "q")
            {
                saved.Push(isColour);
            }
            else if (line == "Q")
            {
                isColour = saved.Pop();
            }
            else if (line.Contains(" RG", StringComparison.Ordinal))
            {
                isColour = Numbers(line)[..3].Zip((byte[])[colour.Red, colour.Green, colour.Blue])
                    .All(channel => Math.Abs(channel.First - channel.Second / 255f) < 1e-3);
            }
            else if (line.EndsWith(" m", StringComparison.Ordinal))
            {
                pieces.Add(Numbers(line));
            }
            else if (line.EndsWith(" l", StringComparison.Ordinal))
            {
                pieces[^1].AddRange(Numbers(line));
            }
            else if (line == "S" || line == "n" || line.StartsWith('f'))
            {
                if (line == "S" && isColour && !isOutline)
                    yield return [.. pieces.Select(Points)];
                (isOutline, pieces) = (false, []);
            }
            else if (line == "h" || line.EndsWith(" c", StringComparison.Ordinal))
            {
                isOutline = true;
            }
        }
    }

    private static IEnumerable<string> Streams(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        for (var from = text.IndexOf("stream\n", StringComparison.Ordinal); from >= 0;
            from = text.IndexOf("stream\n", text.IndexOf("endstream", from, StringComparison.Ordinal) + 10, StringComparison.Ordinal))
        {
            if (pdf[from + 7] != 0x78) // the first byte of a deflated stream
                continue;
            using var inflated = new ZLibStream(new MemoryStream(pdf, from + 7, pdf.Length - from - 7), CompressionMode.Decompress);
            using var reader = new StreamReader(inflated, Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    private static SKPoint[] Points(List<float> numbers) => [.. numbers.Chunk(2).Select(pair => new SKPoint(pair[0], pair[1]))];

    private static List<float> Numbers(string text) =>
        [.. Number().Matches(text).Select(number => float.Parse(number.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d*\.?\d+")]
    private static partial Regex Number();
}
