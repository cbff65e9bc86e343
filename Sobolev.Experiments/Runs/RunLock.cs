using System.Text.Json;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>The process that holds a run folder, or held it last and was killed.</summary>
/// <param name="IsHeld">Whether it is still at work.</param>
/// <param name="Host">Its machine, or null if it ended as it should.</param>
/// <param name="Pid">Its number on that machine.</param>
public sealed record RunHolder(bool IsHeld, string? Host, int? Pid);

/// <summary>
/// run.lock: held by the process at work in a run folder. The file stays when it is let go: one that is deleted could be held twice, by a
/// process that opened it before and by one that makes it again. run.pid names the process; only a killed one leaves it.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = "run.lock", NameFile = "run.pid";
    private const int LongestText = 4096;

    // who lists runs holds the lock for a moment
    private const int Attempts = 10;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _text;

    private RunLock(FileStream file, string folder)
    {
        (_file, _path) = (file, Path.Combine(folder, NameFile));
        _text = JsonSerializer.Serialize(new { host = Environment.MachineName, pid = Environment.ProcessId, holder = Guid.NewGuid() });
        AtomicFile.WriteText(_path, _text);
    }

    /// <summary>Whether the folder is still where it was; not after it was moved or deleted.</summary>
    public bool IsInPlace => TextOf(_path) == _text;

    /// <exception cref="SobolevException">Another process holds it, or the folder must not be written (exit 2).</exception>
    public static RunLock Take(string folder)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (TryOpen(Path.Combine(folder, FileName), isLast: attempt == Attempts) is { } file)
                    return Named(file, folder);
                Thread.Sleep(_pause);
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new SobolevException(ExitCode.Usage, $"{folder}: no permission to write here", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new SobolevException(ExitCode.Usage, $"{folder}: no run folder (there is no such folder)", error);
        }
        catch (IOException error) when (DiskErrors.Describe(error, folder) is { ExitCode: ExitCode.OutOfResources } full)
        {
            throw full;
        }
        catch (IOException error)
        {
            var who = StateOf(folder) is { Host: { } host, Pid: { } pid } ? $" (process {pid} on {Printable.Of(host)})" : "";
            throw new SobolevException(ExitCode.Usage, $"{folder}: another process is using this run folder{who}", error);
        }
    }

    /// <summary>Who holds a run folder; nothing is waited for, and nothing changed.</summary>
    public static RunHolder StateOf(string folder)
    {
        var (host, pid) = Parsed(TextOf(Path.Combine(folder, NameFile)));
        return new RunHolder(IsHeld(Path.Combine(folder, FileName)), host, pid);
    }

    public void Dispose()
    {
        // while the lock is held, and not in a folder that was put into this one's place
        if (IsInPlace)
            HeldFile.TryDelete(_path);
        _file.Dispose();
    }

    private static FileStream? TryOpen(string path, bool isLast)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not DirectoryNotFoundException && !isLast)
        {
            return null;
        }
    }

    private static RunLock Named(FileStream file, string folder)
    {
        try
        {
            return new RunLock(file, folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsHeld(string path)
    {
        if (!FileStatus.IsRegular(path))
            return false;
        try
        {
            // shared with other readers, refused beside a holder
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string? TextOf(string path)
    {
        try
        {
            return InputFile.ReadText(path, LongestText);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (string? Host, int? Pid) Parsed(string? text)
    {
        try
        {
            using var json = JsonDocument.Parse(text ?? "");
            return (json.RootElement.GetProperty("host").GetString(), json.RootElement.GetProperty("pid").GetInt32());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (null, null);
        }
    }
}
