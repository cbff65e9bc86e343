using System.Diagnostics;
using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary>The tool as a separate process, as scripts run it.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ToolProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static ToolProcess Start(params string[] words) => new(ProgramInfo("sobolev", words));

    /// <summary>With one environment variable set.</summary>
    public static ToolProcess StartWith(string variable, string value, params string[] words)
    {
        var start = ProgramInfo("sobolev", words);
        start.Environment[variable] = value;
        return new(start);
    }

    /// <summary>The probe of the tests of Torch.</summary>
    public static ToolProcess StartTorchProbe(params string[] words) => new(ProgramInfo("Sobolev.Tests.TorchProbe", words));

    /// <summary>Through a shell, for what only a shell can set (limits, redirections); <c>$SOBOLEV</c> is the command.</summary>
    public static ToolProcess StartShell(string script)
    {
        var bash = Executables.Find("bash");
        Assert.SkipWhen(bash is null, "needs bash");
        var start = StartInfo(bash!, ["-c", script]);
        start.Environment["SOBOLEV"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "sobolev.dll")}";
        return new ToolProcess(start);
    }

    public bool HasExited => _process.HasExited;

    public void Kill() => _process.Kill();

    /// <summary>Sends a signal by name, e.g. TERM.</summary>
    public void Signal(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString()]);
        kill.WaitForExit();
    }

    public (int ExitCode, string Output, string Error) Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            _process.Kill();
            Assert.Fail($"the tool did not end; it said: {_error.Result}");
        }

        return (_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>A program of the output folder; where .NET is not installed, the tests were published with it and so was the
    /// program.</summary>
    private static ProcessStartInfo ProgramInfo(string name, IEnumerable<string> words)
    {
        var program = Path.Combine(AppContext.BaseDirectory, name);
        return Executables.Find("dotnet") is { } dotnet
            ? StartInfo(dotnet, [program + ".dll", .. words])
            : StartInfo(program + ".exe", words);
    }

    private static ProcessStartInfo StartInfo(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SOBOLEV_", StringComparison.Ordinal)
            && name != "SOBOLEV_DATA").ToArray())
            start.Environment.Remove(name);
        return start;
    }
}
