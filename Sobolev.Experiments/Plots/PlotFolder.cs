using System.Collections.Concurrent;
using Sobolev.Files;

namespace Sobolev.Plots;

/// <summary>A folder of pictures, in the formats of the config, that are drawn some at a time.</summary>
public sealed class PlotFolder
{
    private readonly string _path;
    private readonly PlotConfig _config;
    private readonly TaskFactory _drawing;
    private readonly ConcurrentQueue<Task> _files = [];
    private readonly List<(string Name, string Needed)> _leftOut = [];
    private int _drawn;

    private PlotFolder(string path, PlotConfig config, int threads) =>
        (_path, _config, _drawing) = (path, config,
            new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler));

    /// <summary>Writes the figures that <paramref name="draw"/> saves; all are written when this returns.</summary>
    /// <param name="path">The folder; made with its first picture.</param>
    /// <param name="config">Formats and size.</param>
    /// <param name="threads">Pictures at a time, at least 1.</param>
    /// <param name="draw">Saves figures.</param>
    public static FilledPlots Fill(string path, PlotConfig config, int threads, Action<PlotFolder> draw)
    {
        var folder = new PlotFolder(path, config, threads);
        try
        {
            draw(folder);
        }
        finally
        {
            Task.WaitAny([Task.WhenAll(folder._files)]);
        }

        // the exception of the first picture that has one
        Task.WhenAll(folder._files).GetAwaiter().GetResult();
        return new FilledPlots(folder._drawn, folder._leftOut);
    }

    /// <summary>Draws a figure at the next opportunity. A kill leaves the old files or the new ones, never half of one.</summary>
    /// <param name="name">The name of the files without an ending.</param>
    /// <param name="figure">A figure whose data no longer changes.</param>
    internal void Save(string name, Figure figure)
    {
        _drawn++;
        foreach (var format in _config.Format.Distinct())
            _files.Enqueue(_drawing.StartNew(() =>
            {
                Directory.CreateDirectory(_path);
                AtomicFile.WriteBytes(Path.Combine(_path, name + PlotFiles.Ending(format)), figure.In(format, _config.Scale));
            }));
    }

    /// <summary>Draws a figure that needs more than rows, or leaves it out where its source is absent.</summary>
    /// <param name="name">The name of the files without an ending.</param>
    /// <param name="needed">The source of the figure.</param>
    /// <param name="figure">Makes the figure; called only if the source is there.</param>
    internal void Save(string name, PictureSource needed, Func<Figure> figure)
    {
        if (needed.IsThere)
            Save(name, figure());
        else
            LeaveOut(needed, name);
    }

    /// <summary>Notes figures that are not drawn; files of these names stay.</summary>
    internal void LeaveOut(PictureSource needed, params IEnumerable<string> names) =>
        _leftOut.AddRange(names.Select(name => (name, needed.Path)));
}
