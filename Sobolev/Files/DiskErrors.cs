namespace Sobolev.Files;

/// <summary>Turns the operating system's disk errors into one line with a remedy.</summary>
internal static class DiskErrors
{
    private const int NoSpaceLinux = 28;
    private const int QuotaLinux = 122;
    private const int FileTooLargeLinux = 27;
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);
    private const int DiskFullWindows = unchecked((int)0x80070070);

    /// <returns>The error as the user should read it, or null if it is not one of a disk.</returns>
    public static SobolevException? Describe(Exception error, string path) => error switch
    {
        SobolevException known => known,
        IOException full when full.HResult is NoSpaceLinux or QuotaLinux or FileTooLargeLinux or HandleDiskFullWindows or DiskFullWindows =>
            new(ExitCode.OutOfResources, $"{path}: the disk is full; free some space, then resume with --resume", error),
        UnauthorizedAccessException =>
            new(ExitCode.Failed, $"{path}: no permission to write here; choose another folder with --out", error),
        DirectoryNotFoundException => new(ExitCode.Failed, $"{path}: the folder no longer exists", error),
        IOException other => new(ExitCode.Failed, $"{path}: {other.Message}", error),
        _ => null,
    };
}
