using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>A folder for pictures; SOBOLEV_KEEP_PLOTS names one that stays, for looking at.</summary>
internal sealed class KeptPlots : IDisposable
{
    private readonly string? _kept = Environment.GetEnvironmentVariable("SOBOLEV_KEEP_PLOTS");
    private readonly string _folder;

    public KeptPlots() =>
        _folder = string.IsNullOrEmpty(_kept)
            ? Directory.CreateTempSubdirectory("sobolev-plots-").FullName
            : Directory.CreateDirectory(_kept).FullName;

    public void Save(string name, Figure figure) =>
        PlotFolder.Fill(_folder, new PlotConfig(), threads: 1, plots => plots.Save(name, figure));

    public string File(string name) => Path.Combine(_folder, name);

    public IEnumerable<string> Names() => Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Order();

    public void Dispose()
    {
        if (string.IsNullOrEmpty(_kept))
            Directory.Delete(_folder, recursive: true);
    }
}
