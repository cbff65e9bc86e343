using System.Diagnostics;

namespace Sobolev.Benchmarks;

/// <summary>The tool as a user starts it, in a separate process.</summary>
internal sealed class ToolProcess
{
    /// <summary>The tool that was built with the benchmarks.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sobolev.exe" : "sobolev");

    private readonly string _file = Path;

    /// <summary>The job whose time counts: start-up, two trials of 50,000 updates, their evaluations, plots.</summary>
    private static readonly string[] _defaultJob =
        ["regress", "--fn", "rosenbrock", "--samples", "20", "--seeds", "1", "--threads", "1", "--quiet"];

    /// <summary>Runs it to its end; refuses any exit code but 0.</summary>
    public void Run(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(_file, words) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"sobolev {string.Join(' ', words)} ended with exit code {process.ExitCode}");
    }

    /// <summary>The default job in a folder that is gone afterwards.</summary>
    public void RunDefaultJob()
    {
        var folder = Directory.CreateTempSubdirectory("sobolev-benchmark-");
        try
        {
            Run([.. _defaultJob, "--out", folder.FullName]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
