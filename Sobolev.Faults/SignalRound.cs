using System.Diagnostics;
using Sobolev.Randomness;

namespace Sobolev.Faults;

/// <summary>The fate of runs that were sent one signal at a random moment.</summary>
/// <param name="Early">Signals that came before the run had a folder.</param>
/// <param name="Stopped">Runs that ended with the exit code of the signal after a checkpoint, and were resumed.</param>
/// <param name="WentOn">Runs that a request for a checkpoint did not end.</param>
internal sealed record SignalFigures(string Signal, int Sent, int Early, int Stopped, int WentOn, IReadOnlyList<string> Failures);

/// <summary>Sends signals to runs from their first moments on.</summary>
internal static class SignalRound
{
    private static readonly Dictionary<string, int> _exitCodes = new()
    {
        ["INT"] = 130,
        ["TERM"] = 143,
        ["HUP"] = 129,
        ["USR2"] = 75,
        ["XCPU"] = 75,
    };
    private static readonly Dictionary<string, int> _numbers = new()
    {
        ["INT"] = 2,
        ["TERM"] = 15,
        ["HUP"] = 1,
        ["USR2"] = 12,
        ["XCPU"] = 24,
        ["USR1"] = 10,
    };

    private static readonly Job _endless =
        new("endless", ["regress"], "--fn", "booth", "--samples", "5", "--threads", "1", "--set", "updates=100000000",
        "--set", "evaluate_every=1000000", "--set", "test_samples=10", "--set", "network.hidden=4");

    public static SignalFigures Run(string signal, int count, long until, string folder, RandomStream chance)
    {
        // a process that a shell starts in the background ignores SIGINT, one under nohup SIGHUP, and the tool inherits that
        if (IsIgnored(_numbers[signal]))
            return new SignalFigures(signal, 0, 0, 0, 0, []);
        var failures = new List<string>();
        var (sent, early, stopped, wentOn) = (0, 0, 0, 0);
        for (; sent < count && Stopwatch.GetTimestamp() < until; sent++)
        {
            var run = Path.Combine(folder, $"{signal}-{sent}");
            using var tool = _endless.Begin(folder, Path.GetFileName(run));
            tool.WaitForWork(TimeSpan.FromSeconds(sent % 2 == 0 ? chance.NextUniform(0.02, 0.6) : chance.NextUniform(0.3, 2.5)));
            var isEarly = !Directory.Exists(run);
            tool.Signal(signal);
            if (signal == "USR1")
            {
                Thread.Sleep(1500);
                // before the runtime has begun, the system ends the process
                if (tool.HasExited && !isEarly)
                    failures.Add($"{Path.GetFileName(run)}: a request for a checkpoint ended it with {tool.ExitCode}");
                (early, wentOn) = (early + (isEarly ? 1 : 0), wentOn + (tool.HasExited ? 0 : 1));
                if (tool.HasExited)
                    continue;
                tool.Signal("TERM");
            }

            var expected = _exitCodes.GetValueOrDefault(signal, 143);
            var code = tool.Wait();
            if (!Directory.Exists(run))
            {
                early += signal == "USR1" ? 0 : 1;
                if (code != 128 + _numbers[signal] && code != expected)
                    failures.Add($"{Path.GetFileName(run)}: ended with {code}: {tool.Said}");
                continue;
            }

            if (code != expected && !isEarly)
                failures.Add($"{Path.GetFileName(run)}: ended with {code}, not {expected}: {tool.Said}");
            using var resumed = ToolProcess.Start("regress", "--resume", run, "--quiet", "--max-time", "0.1s");
            if (resumed.Wait() == 75)
                stopped++;
            else
                failures.Add($"{Path.GetFileName(run)}: resumed it ended with {resumed.ExitCode}: {resumed.Said}");
            Directory.Delete(run, recursive: true);
        }

        return new SignalFigures(signal, sent, early, stopped, wentOn, failures);
    }

    private static bool IsIgnored(int number)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var mask = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        return (Convert.ToUInt64(mask.Trim(), 16) >> (number - 1) & 1) == 1;
    }
}
