namespace Sobolev.Files;

/// <summary>
/// Files that another program holds open: Windows then refuses to replace or remove them. Virus scanners and readers let go after
/// moments, so a change is repeated for some seconds; an editor or a spreadsheet does not, so the file is named.
/// </summary>
internal static class HeldFile
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int Repeats = 9;
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether an error says that another program has a file open.</summary>
    public static bool Caused(Exception? error) =>
        error is IOException { HResult: SharingViolation or LockViolation }
            || (error is SobolevException { InnerException: { } inner } && Caused(inner));

    /// <summary>Makes a change of a file, again after pauses of 10 ms to 2.6 s (5 s in all) while the file is held.</summary>
    /// <exception cref="SobolevException">The file is still held (exit 1).</exception>
    internal static void Change(string path, Action<FileChanges> change)
    {
        var changes = FileChanges.Current;
        for (var repeat = 0; ; repeat++)
        {
            try
            {
                change(changes);
                return;
            }
            catch (Exception error) when (repeat < Repeats && MayBeHeld(error))
            {
                changes.Pause(_firstPause * (1 << repeat));
            }
            catch (UnauthorizedAccessException error) when (MayBeHeld(error) && Holder(path) is { } held)
            {
                throw Named(path, held);
            }
            catch (IOException error) when (Caused(error))
            {
                throw Named(path, error);
            }
        }
    }

    /// <summary>Removes a file that is not needed any more; one that is held stays.</summary>
    /// <returns>Whether the file is gone.</returns>
    internal static bool TryDelete(string path)
    {
        try
        {
            FileChanges.Current.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Windows answers "access denied" where an open file is to be replaced, and so it does without permission
    private static bool MayBeHeld(Exception error) =>
        Caused(error) || (error is UnauthorizedAccessException && OperatingSystem.IsWindows());

    /// <summary>The sharing violation of a file that is open elsewhere, or null.</summary>
    private static IOException? Holder(string path)
    {
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return null;
        }
        catch (IOException error) when (Caused(error))
        {
            return error;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static SobolevException Named(string path, IOException error) =>
        new(ExitCode.Failed, $"{path}: another program has this file open, so it cannot be replaced; close it there", error);
}
