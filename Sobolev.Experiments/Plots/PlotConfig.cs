using Sobolev.Configuration;

namespace Sobolev.Plots;

/// <summary>A file format of pictures.</summary>
public enum PlotFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Vectors for browsers and for drawing programs.</summary>
    Svg,

    /// <summary>Vectors for papers.</summary>
    Pdf,
}

/// <summary>How the plots of a run are written.</summary>
public sealed record PlotConfig
{
    /// <summary>The limits of the scale.</summary>
    public const double Smallest = 0.25;
    public const double Largest = 8;

    [NotEmpty]
    [Key("file formats of the plots: png, svg, pdf", Option = "plot-format")]
    [MayChangeOnResume]
    public IReadOnlyList<PlotFormat> Format { get; init; } = [PlotFormat.Png];

    [Key("size of the plots: 2 has twice the pixels of 1 in each direction, or twice the width and height of the vectors")]
    [Between(Smallest, Largest)]
    [MayChangeOnResume]
    public double Scale { get; init; } = 1;
}
