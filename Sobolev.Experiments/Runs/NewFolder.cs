using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Runs;

/// <summary>
/// Makes run folders that appear whole: config and record are written into a hidden folder, which is then renamed. A kill before that
/// leaves no run, and what it leaves is removed by the next start.
/// </summary>
internal static class NewFolder
{
    private const string Start = ".sobolev-", End = ".new";
    private static readonly TimeSpan _old = TimeSpan.FromHours(1);

    /// <param name="path">The folder to make.</param>
    /// <param name="fill">Writes its first files into the folder that it is given.</param>
    /// <returns>Whether the folder is new; if not, nothing was made.</returns>
    /// <exception cref="SobolevException">No folder can be made there (exit 2), or the disk is full (exit 5).</exception>
    public static bool TryMake(string path, TimeProvider time, Action<string> fill)
    {
        if (Exists(path))
            return false;
        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var hidden = Path.Combine(parent, $"{Start}{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}{End}");
        Guarded(path, () => Directory.CreateDirectory(hidden));
        try
        {
            Sweep(parent, time);
            fill(hidden);
            return TryMove(hidden, path);
        }
        finally
        {
            if (Directory.Exists(hidden))
                Directory.Delete(hidden, recursive: true);
        }
    }

    private static bool TryMove(string hidden, string path)
    {
        try
        {
            // fails on a folder that another process has filled meanwhile
            Guarded(path, () => Directory.Move(hidden, path));
        }
        catch (SobolevException) when (Exists(path))
        {
            return false;
        }

        FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return true;
    }

    /// <summary>Removes what killed starts left: those of this machine at once, those of others when they are old.</summary>
    private static void Sweep(string parent, TimeProvider time)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, Start + "*" + End))
        {
            try
            {
                if (IsLeft(Path.GetFileName(left)) || time.GetUtcNow() - Directory.GetLastWriteTimeUtc(left) > _old)
                    Directory.Delete(left, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // of another user, or gone already
            }
        }
    }

    private static bool IsLeft(string name)
    {
        var parts = name[Start.Length..^End.Length].Split('-');
        return parts.Length >= 3 && string.Join('-', parts[..^2]) == Environment.MachineName
            && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && !IsAlive(pid);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            System.Diagnostics.Process.GetProcessById(pid).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Guarded(string path, Action make)
    {
        try
        {
            make();
        }
        catch (IOException error) when (DiskErrors.Describe(error, path) is { ExitCode: ExitCode.OutOfResources } full)
        {
            throw full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SobolevException(
                ExitCode.Usage,
                $"{path}: the run folder cannot be created ({error.Message}); choose another folder with --out",
                error);
        }
    }

    private static bool Exists(string path) => Directory.Exists(path) || File.Exists(path);
}
