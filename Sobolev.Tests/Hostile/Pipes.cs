using System.Diagnostics;

namespace Sobolev.Tests.Hostile;

/// <summary>Named pipes without a writer.</summary>
internal static class Pipes
{
    public static void Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
