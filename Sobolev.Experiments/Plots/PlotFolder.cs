using Sobolev.Files;

namespace Sobolev.Plots;

/// <summary>The folder that plots are written into, in the formats that the config names.</summary>
/// <param name="path">The folder; it is created with the first plot.</param>
/// <param name="config">Formats and size.</param>
public sealed class PlotFolder(string path, PlotConfig config)
{
    /// <summary>Writes a figure whole: a kill leaves the old files or the new ones, never half of one.</summary>
    /// <param name="name">The name of the files without an ending.</param>
    internal void Save(string name, Figure figure)
    {
        Directory.CreateDirectory(path);
        foreach (var format in config.Format.Distinct())
            AtomicFile.WriteBytes(Path.Combine(path, name + PlotFiles.Ending(format)), figure.In(format, config.Scale));
    }
}
