using System.Globalization;
using Serilog;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The folder of one run, held by one process at a time.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly FileStream _lock;

    private RunFolder(string path, FileStream @lock, Action<LoggerConfiguration>? alsoLogTo)
    {
        Path = path;
        _lock = @lock;
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Debug()
            .WriteTo.File(At("log.txt"), formatProvider: CultureInfo.InvariantCulture, outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {Message:lj}{NewLine}{Exception}");
        alsoLogTo?.Invoke(configuration);
        Log = configuration.CreateLogger();
    }

    public string Path { get; }

    public Serilog.Core.Logger Log { get; }

    public string SummaryPath => At("summary.csv");

    public string PlotsPath => At("plots");

    /// <summary>Makes the folder; an existing one is refused. Without a name, one is made of the time and the label.</summary>
    public static RunFolder Create(string parent, string? name, string label, TimeProvider time, Action<LoggerConfiguration>? alsoLogTo)
    {
        if (name is not null && FileNames.Refusal(name) is { } refusal)
            throw new SobolevException(ExitCode.Usage, $"--name {name}: {refusal}; choose another name");
        if (name is not null)
            return TryCreate(System.IO.Path.Combine(parent, name), alsoLogTo)
                ?? throw new SobolevException(
                    ExitCode.Usage,
                    $"{System.IO.Path.Combine(parent, name)}: already exists; choose another --name, or resume with --resume");

        var stamp = $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{label}";
        // two jobs of the same second: the later one is numbered
        for (var number = 1; ; number++)
        {
            if (TryCreate(System.IO.Path.Combine(parent, number == 1 ? stamp : $"{stamp}-{number}"), alsoLogTo) is { } folder)
                return folder;
        }
    }

    /// <summary>Opens the folder of an earlier run to resume it.</summary>
    public static RunFolder Reopen(string path, Action<LoggerConfiguration>? alsoLogTo)
    {
        try
        {
            return new RunFolder(path, OpenLock(path, FileMode.OpenOrCreate), alsoLogTo);
        }
        catch (IOException error)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: another process is using this run folder", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: no permission to write here", error);
        }
    }

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Folder for the files of the trials of a stage, or of the run itself.</summary>
    public StageFolder Of(Stage? stage) => new(Path, stage?.Name, Log);

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

    /// <summary>Takes the folder away with all that is in it.</summary>
    public void Remove()
    {
        Dispose();
        Directory.Delete(Path, recursive: true);
    }

    public void Dispose()
    {
        Log.Dispose();
        _lock.Dispose();
        TryDeleteLock();
    }

    private static RunFolder? TryCreate(string path, Action<LoggerConfiguration>? alsoLogTo)
    {
        if (Directory.Exists(path) || File.Exists(path))
            return null;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SobolevException(
                ExitCode.Usage,
                $"{path}: the run folder cannot be created ({error.Message}); choose another folder with --out",
                error);
        }

        try
        {
            // CreateDirectory does not fail on a folder that another process made meanwhile; the lock file does
            return new RunFolder(path, OpenLock(path, FileMode.CreateNew), alsoLogTo);
        }
        catch (IOException error) when (DiskErrors.Describe(error, path) is { ExitCode: not ExitCode.OutOfResources })
        {
            return null;
        }
        catch (IOException error)
        {
            throw DiskErrors.Describe(error, path)!;
        }
    }

    private static FileStream OpenLock(string path, FileMode mode) =>
        new(System.IO.Path.Combine(path, "run.lock"), mode, FileAccess.ReadWrite, FileShare.None);

    private void TryDeleteLock()
    {
        try
        {
            File.Delete(At("run.lock"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // on Windows a process that waits for it may hold it open; the file alone locks nothing
        }
    }
}
