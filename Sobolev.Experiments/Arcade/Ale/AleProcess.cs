using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Sobolev.Files;

namespace Sobolev.Arcade;

/// <summary>A python3 that runs bridge.py, its pipes, and the last it said on stderr.</summary>
internal sealed class AleProcess : IDisposable
{
    private const int LinesKept = 6;
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Queue<string> _said = [];
    private readonly Task _listening;

    public AleProcess(string rom, AtariOptions machine, AleOptions keys)
    {
        var python = Executables.Find(keys.Python) ?? throw CannotStart(keys, "no folder of the PATH has it", null);
        var start = new ProcessStartInfo(python, ["-c", Script(), rom, .. Settings(machine)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in keys.Variables)
            start.Environment[name] = value;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw CannotStart(keys, error.Message, error);
        }

        (ToBridge, FromBridge) = (_process.StandardInput.BaseStream, _process.StandardOutput.BaseStream);
        _listening = Task.Run(Listen);
    }

    public Stream ToBridge { get; }

    public Stream FromBridge { get; }

    /// <summary>Ends the process and its children at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // the process, or one of its children, has already ended
        }
    }

    /// <summary>How a process that closed its pipe ended, in words.</summary>
    public string End()
    {
        if (!_process.WaitForExit(_farewell))
            return "closed its pipe";
        // the runtime tells a signal as a shell does
        return _process.ExitCode > 128 && !OperatingSystem.IsWindows()
            ? $"was killed by signal {_process.ExitCode - 128}"
            : $"ended with exit code {_process.ExitCode}";
    }

    /// <summary>The last lines of its stderr, in one line; call it when the process has ended.</summary>
    public string LastWords()
    {
        _listening.Wait(_farewell);
        lock (_said)
            return string.Join(" | ", _said);
    }

    public void Dispose()
    {
        try
        {
            ToBridge.Dispose();
            // a bridge that is writing an answer ends at once
            FromBridge.Dispose();
        }
        catch (IOException)
        {
            // it is gone already
        }

        if (!_process.WaitForExit(_farewell))
            Kill();
        _process.Dispose();
    }

    private static SobolevException CannotStart(AleOptions keys, string reason, Exception? error) => new(
        ExitCode.DataMissing,
        $"ale: {keys.Python} cannot be started ({reason}); install Python 3 and then ale-py (pip install ale-py), or set "
        + $"the Python that has it in {AleOptions.PythonVariable}",
        error);

    private async Task Listen()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            lock (_said)
            {
                _said.Enqueue(line.Trim() is { Length: <= 200 } whole ? whole : line.Trim()[..200]);
                if (_said.Count > LinesKept)
                    _said.Dequeue();
            }
        }
    }

    private static string[] Settings(AtariOptions machine) =>
    [
        machine.RepeatActionProbability.ToString("R", CultureInfo.InvariantCulture),
        machine.Actions == ActionSet.Full ? "full" : "minimal",
        machine.Mode.ToString(CultureInfo.InvariantCulture),
        machine.Difficulty.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Script()
    {
        using var reader = new StreamReader(typeof(AleProcess).Assembly.GetManifestResourceStream("ale-bridge.py")!);
        return reader.ReadToEnd();
    }
}
