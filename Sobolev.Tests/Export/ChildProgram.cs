using System.Diagnostics;
using Sobolev.Files;

namespace Sobolev.Tests.Export;

/// <summary>Another program, run to its end.</summary>
internal static class ChildProgram
{
    /// <summary>Skips the test where the program is not installed.</summary>
    public static string Found(params string[] names) =>
        names.Select(Executables.Find).FirstOrDefault(path => path is not null) is { } path
            ? path
            : Skipped($"needs {string.Join(" or ", names)}");

    /// <summary>Its standard output; it must succeed, with nothing on standard error.</summary>
    public static string Run(string program, IReadOnlyList<string> words, string input = "", string folder = "")
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail($"{program} did not end");
        }

        Assert.True(process.ExitCode == 0 && error.Result.Length == 0, error.Result);
        return output.Result;
    }

    public static bool Succeeds(string program, IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Skipped(string reason)
    {
        Assert.Skip(reason);
        return "";
    }
}
