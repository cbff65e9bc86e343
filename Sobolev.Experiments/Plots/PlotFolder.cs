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

    private PlotFolder(string path, PlotConfig config, int threads) =>
        (_path, _config, _drawing) = (path, config,
            new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler));

    /// <summary>Writes the figures that <paramref name="draw"/> saves; all are written when this returns.</summary>
    /// <param name="path">The folder; made with its first picture.</param>
    /// <param name="config">Formats and size.</param>
    /// <param name="threads">Pictures at a time, at least 1.</param>
    /// <param name="draw">Saves figures.</param>
    public static void Fill(string path, PlotConfig config, int threads, Action<PlotFolder> draw)
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
    }

    /// <summary>Draws a figure at the next opportunity. A kill leaves the old files or the new ones, never half of one.</summary>
    /// <param name="name">The name of the files without an ending.</param>
    /// <param name="figure">A figure whose data no longer changes.</param>
    internal void Save(string name, Figure figure)
    {
        foreach (var format in _config.Format.Distinct())
            _files.Enqueue(_drawing.StartNew(() =>
            {
                Directory.CreateDirectory(_path);
                AtomicFile.WriteBytes(Path.Combine(_path, name + PlotFiles.Ending(format)), figure.In(format, _config.Scale));
            }));
    }
}
