using SkiaSharp;

namespace Sobolev.Plots;

/// <summary>
/// Colours and sizes of every picture; the series colours are Okabe and Ito's, which colour-blind readers can distinguish.
/// </summary>
internal static class PlotStyle
{
    public const float TitleSize = 22;
    public const float PanelTitleSize = 18;
    public const float LabelSize = 16;
    public const float TickSize = 14;
    public const float LineWidth = 2.2f;

    /// <summary>How much of a series' colour its interval keeps.</summary>
    public const double BandOpacity = 0.18;

    public static readonly SKColor Ink = new(0x22, 0x22, 0x22);
    public static readonly SKColor Faint = new(0x8A, 0x8A, 0x8A);
    public static readonly SKColor Grid = new(0xE2, 0xE2, 0xE2);
    public static readonly SKColor Paper = SKColors.White;
    /// <summary>Colour of cells without a number.</summary>
    public static readonly SKColor Unknown = new(0xE8, 0xD8, 0xB8);
    public static readonly SKColor TrainingPoint = new(0xE6, 0x1E, 0x3C);

    private static readonly SKColor[] _palette =
    [
        new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7), new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9),
        new(0x7A, 0x5A, 0x3A), new(0x00, 0x00, 0x00),
    ];

    // a method has its colour in every picture
    private static readonly Dictionary<string, SKColor> _methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["regular"] = new(0xD5, 0x5E, 0x00),
        ["sobolev"] = new(0x00, 0x72, 0xB2),
        ["truth"] = new(0x22, 0x22, 0x22),
        ["teacher"] = new(0x22, 0x22, 0x22),
        ["critic"] = _palette[0],
        ["vfbn"] = _palette[1],
        ["direct"] = _palette[2],
        ["transfer"] = _palette[0],
    };

    /// <summary>
    /// Colour and repeat of each series: a name that starts with a method's has its colour; a colour used again is drawn in another dash.
    /// </summary>
    public static IReadOnlyList<SeriesLook> Looks(IReadOnlyList<string> names)
    {
        SKColor?[] known = [.. names.Select(name => _methods.TryGetValue(FirstWord(name), out var colour) ? colour : (SKColor?)null)];
        SKColor[] free = [.. _palette.Where(colour => !known.Contains(colour))];
        if (free.Length == 0)
            free = _palette;
        var looks = new List<SeriesLook>();
        var next = 0;
        foreach (var method in known)
        {
            var colour = method ?? free[next++ % free.Length];
            looks.Add(new SeriesLook(colour, looks.Count(look => look.Colour == colour), looks.Count));
        }
        return looks;
    }

    private static string FirstWord(string name) => name.Split([' ', ',', '-', '_', '('], 2)[0];
}

/// <summary>How a series is drawn.</summary>
/// <param name="Repeat">The number of earlier series of the same colour.</param>
/// <param name="Index">The number of earlier series, which gives the shape of the marks: print without colours keeps it.</param>
internal sealed record SeriesLook(SKColor Colour, int Repeat, int Index);
