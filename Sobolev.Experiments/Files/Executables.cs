namespace Sobolev.Files;

/// <summary>Programs by name, from the folders of the PATH only.</summary>
/// <remarks>
/// A process that is started by a bare name is looked for in the current folder first, by .NET on Linux and by Windows: a data set could
/// bring its own "git".
/// </remarks>
public static class Executables
{
    /// <returns>The full path of the program, or null if no folder of the PATH has it; a name with a folder is the path itself.</returns>
    public static string? Find(string name) =>
        Path.GetFileName(name) != name ? Path.GetFullPath(name) : Find(name, Environment.GetEnvironmentVariable("PATH") ?? "");

    internal static string? Find(string name, string path) =>
        // relative folders of the PATH, and empty ones, mean the current folder
        path.Split(Path.PathSeparator).Select(folder => folder.Trim('"')).Where(Path.IsPathFullyQualified)
            .SelectMany(folder => FileNamesOf(name), Path.Combine)
            .FirstOrDefault(IsProgram);

    // scripts (.cmd) cannot be started without a shell
    private static IEnumerable<string> FileNamesOf(string name) =>
        !OperatingSystem.IsWindows() || Path.HasExtension(name) ? [name] : [name + ".exe", name + ".com"];

    private static bool IsProgram(string path)
    {
        const UnixFileMode any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & any) != 0);
    }
}
