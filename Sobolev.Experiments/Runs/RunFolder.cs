using Serilog;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The folder of one run, held by one process at a time.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly RunLock _lock;
    private bool _isDisposed;

    private RunFolder(string path, RunLock @lock, Action<LoggerConfiguration>? alsoLogTo)
    {
        Path = path;
        _lock = @lock;
        var configuration = new LoggerConfiguration().MinimumLevel.Debug().WriteTo.File(new LogLines(), At("log.txt"));
        alsoLogTo?.Invoke(configuration);
        Log = configuration.CreateLogger();
    }

    public string Path { get; }

    public Serilog.Core.Logger Log { get; }

    public string SummaryPath => At("summary.csv");

    public string PlotsPath => At("plots");

    /// <summary>Makes the folder; an existing one is refused. Without a name, one is made of the time and the label.</summary>
    /// <param name="fill">Writes config and record into the folder that it is given, before the folder has its name.</param>
    public static RunFolder Create(RunRequest request, string label, TimeProvider time, Action<string> fill)
    {
        if (request.Name is { } name)
        {
            if (FileNames.Refusal(name) is { } refusal)
                throw new SobolevException(ExitCode.Usage, $"--name {name}: {refusal}; choose another name");
            var path = System.IO.Path.Combine(request.Out, name);
            return NewFolder.TryMake(path, time, fill)
                ? new RunFolder(path, RunLock.Take(path), request.AlsoLogTo)
                : throw new SobolevException(
                ExitCode.Usage,
                $"{path}: already exists; choose another --name, or resume with --resume");
        }

        var stamp = $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{label}";
        // two jobs of the same second: the later one is numbered
        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(request.Out, number == 1 ? stamp : $"{stamp}-{number}");
            if (NewFolder.TryMake(path, time, fill))
                return new RunFolder(path, RunLock.Take(path), request.AlsoLogTo);
        }
    }

    /// <summary>Opens the folder of an earlier run to resume it.</summary>
    /// <exception cref="SobolevException">
    /// Another process is at work in it, it must not be written, or it has something in it that would be written elsewhere (exit 2).
    /// </exception>
    public static RunFolder Reopen(string path, Action<LoggerConfiguration>? alsoLogTo)
    {
        RunCatalogue.RefuseLinks(path);
        var held = RunLock.Take(path);
        try
        {
            foreach (var left in FolderFiles.Below(path).Where(AtomicFile.IsTemporary))
                HeldFile.TryDelete(left);
            OwnLog(System.IO.Path.Combine(path, "log.txt"));
            return new RunFolder(path, held, alsoLogTo);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Folder for the files of the trials of a stage, or of the run itself.</summary>
    public StageFolder Of(Stage? stage) => new(this, stage?.Name);

    /// <summary>Called before anything is written: a folder that is gone would be made again, half.</summary>
    /// <exception cref="SobolevException">The folder was moved or deleted (exit 1).</exception>
    public void RequirePlace()
    {
        if (!_lock.IsInPlace)
            throw new SobolevException(
                ExitCode.Failed,
                $"{Path}: the run folder was moved or deleted during the run, which has therefore ended; if it was moved, resume it in its "
                + "new place with --resume");
    }

    public void RemoveCheckpoints()
    {
        var checkpoints = At("checkpoints");
        if (!Directory.Exists(checkpoints))
            return;
        try
        {
            HeldFile.Change(checkpoints, _ => Directory.Delete(checkpoints, recursive: true));
        }
        catch (Exception error) when (error is SobolevException or IOException or UnauthorizedAccessException)
        {
            // the run is complete without this; --resume removes them later
            Log.Warning("{Folder}: the checkpoints cannot be removed ({Message})", checkpoints, error.Message);
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Log.Dispose();
        _lock.Dispose();
    }

    /// <summary>A log with a second name, as backups of hard links have, is copied: what is added must not go into the other one.</summary>
    private static void OwnLog(string path)
    {
        if (!File.Exists(path) || FileStatus.LinksTo(path) < 2)
            return;
        using var old = InputFile.Open(path);
        AtomicFile.Write(path, old.CopyTo);
    }
}
