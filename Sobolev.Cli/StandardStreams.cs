namespace Sobolev.Cli;

/// <summary>
/// Whether the process was given its standard streams. A closed one is not an error of the run, but its number then belongs to a
/// file that the runtime opened next: what is written there would go into it, and what is read there would never end.
/// </summary>
internal static class StandardStreams
{
    private const int AccessMask = 3, ReadOnly = 0, WriteOnly = 1;

    /// <summary>O_CLOEXEC: what the runtime opens has it, what a process was started with cannot have it.</summary>
    private const int ClosedOnExec = 0x8_0000;

    public static bool HasInput => IsGiven(0, otherwise: WriteOnly);

    public static bool HasOutput => IsGiven(1, otherwise: ReadOnly);

    public static bool HasError => IsGiven(2, otherwise: ReadOnly);

    /// <summary>By what Linux says of the open files of a process; on other systems a stream counts as given.</summary>
    /// <param name="otherwise">The access that this stream cannot have.</param>
    private static bool IsGiven(int number, int otherwise)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/proc/self/fdinfo"))
            return true;
        try
        {
            var line = File.ReadLines($"/proc/self/fdinfo/{number}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            var flags = Convert.ToInt32(line["flags:".Length..].Trim(), 8);
            return (flags & ClosedOnExec) == 0 && (flags & AccessMask) != otherwise;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // closed, and not taken by anything
            return false;
        }
    }
}
