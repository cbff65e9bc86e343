namespace Sobolev.Plots;

/// <summary>The files of plots in a folder.</summary>
public static class PlotFiles
{
    private static readonly PlotFormat[] _formats = Enum.GetValues<PlotFormat>();

    /// <summary>The ending of a format's files, e.g. <c>.png</c>.</summary>
    public static string Ending(PlotFormat format) => "." + Configuration.ConfigText.Of(format);

    /// <exception cref="SobolevException">The ending is of no format of plots (exit 2).</exception>
    public static PlotFormat FormatOf(string path)
    {
        var ending = Path.GetExtension(path);
        foreach (var format in _formats)
        {
            if (string.Equals(Ending(format), ending, StringComparison.OrdinalIgnoreCase))
                return format;
        }

        throw new SobolevException(ExitCode.Usage,
            $"{path}: a plot ends in {string.Join(", ", _formats.Select(Ending))}, not in \"{ending}\"");
    }

    /// <summary>One file of each plot in a folder, by name; where a plot has several formats, the first of png, svg, pdf.</summary>
    public static IReadOnlyList<(string Path, PlotFormat Format)> In(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder)
            .SelectMany(path => _formats.Where(format => path.EndsWith(Ending(format), StringComparison.Ordinal))
                .Select(format => (Path: path, Format: format)))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file.Path), StringComparer.Ordinal)
            .OrderBy(plot => plot.Key, StringComparer.Ordinal)
            .Select(plot => plot.MinBy(file => file.Format)),
    ];
}
