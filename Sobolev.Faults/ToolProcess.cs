using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sobolev.Faults;

/// <summary>The tool as a separate process, whose life can be cut short.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ToolProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string File => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sobolev.exe" : "sobolev");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The text that it wrote so far, on both streams.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public static ToolProcess Start(params IEnumerable<string> words) => new(new ProcessStartInfo(File, words));

    /// <summary>Through a shell, with $SOBOLEV for the tool.</summary>
    public static ToolProcess StartShell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]);
        start.Environment["SOBOLEV"] = File;
        return new ToolProcess(start);
    }

    /// <summary>Waits for the end, at most ten minutes; a process that hangs is killed, and its exit code is that of the kill.</summary>
    public int Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(10)))
            Kill();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits until the process has used that much processor time; false if it ended before.</summary>
    public bool WaitForWork(TimeSpan time)
    {
        while (!_process.HasExited)
        {
            if (Work() >= time)
                return true;
            Thread.Sleep(4);
        }

        return false;
    }

    public void Kill() => _process.Kill();

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Processor time so far; null once the process has ended.</summary>
    public TimeSpan? Work()
    {
        try
        {
            return _process.TotalProcessorTime;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // it ended before the question, or between the question and the answer
            return null;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
            _said.AppendLine(line.Data);
    }
}
