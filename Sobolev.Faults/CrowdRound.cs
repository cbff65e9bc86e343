using Sobolev.Runs;

namespace Sobolev.Faults;

/// <summary>Several processes and one folder: many starters of one second, two resumers, a folder that moves, a log on a full
/// disk.</summary>
internal static class CrowdRound
{
    private static readonly string[] _short =
        ["regress", "--fn", "booth", "--samples", "5", "--threads", "1", "--quiet", "--set", "updates=50", "--set", "evaluate_every=50",
            "--set", "test_samples=5", "--set", "network.hidden=4"];

    /// <returns>The failures.</returns>
    public static IEnumerable<string> Starters(int count, string folder)
    {
        var unnamed = Together(count, _ => ToolProcess.Start([.. _short, "--out", Path.Combine(folder, "unnamed")]));
        foreach (var (code, said) in unnamed.Where(end => end.Code != 0))
            yield return $"a start without a name ended with {code}: {said}";
        var made = RunCatalogue.Below(Path.Combine(folder, "unnamed"));
        if (made.Count != count || made.Any(run => run.Status != RunStatus.Done))
            yield return $"{count} starts made {made.Count} runs: {string.Join(", ", made.CountBy(run => run.Status))}";
        var named = Together(count, _ => ToolProcess.Start([.. _short, "--out", Path.Combine(folder, "named"), "--name", "one"]));
        if (named.Count(end => end.Code == 0) != 1 || named.Count(end => end.Code == 2) != count - 1)
            yield return $"{count} starts of one name ended with {string.Join(", ", named.CountBy(end => end.Code))}";
        if (Directory.EnumerateFileSystemEntries(Path.Combine(folder, "named")).Count() != 1)
            yield return "starts of one name left something";
    }

    /// <summary>Two processes resume one run; one of them does.</summary>
    public static IEnumerable<string> TwoResumers(int rounds, string folder)
    {
        for (var round = 0; round < rounds; round++)
        {
            var run = Path.Combine(folder, $"two-{round}");
            string[] words = [.. _short, "--set", "updates=20000", "--out", folder, "--name", Path.GetFileName(run), "--max-time", "0.05s"];
            using (var begun = ToolProcess.Start(words))
                begun.Wait();
            var ends = Together(2, _ => ToolProcess.Start("regress", "--resume", run, "--quiet"));
            // the second one finds it held, or done
            if (ends.Any(end => end.Code is not (0 or 2)) || ends.All(end => end.Code != 0))
                yield return $"two resumers ended with {string.Join(" and ", ends.Select(end => $"{end.Code}: {end.Said}"))}";
            if (File.ReadLines(Path.Combine(run, "log.txt")).Count(line => line.EndsWith("INF done", StringComparison.Ordinal)) != 1)
                yield return "two resumers trained one run twice";
        }
    }

    public static IEnumerable<string> MovedFolder(int rounds, string folder)
    {
        for (var round = 0; round < rounds; round++)
        {
            var (run, away) = (Path.Combine(folder, $"moved-{round}"), Path.Combine(folder, $"away-{round}"));
            string[] words = [.. _short, "--set", "updates=100000000", "--set", "checkpoint_every=0.1s", "--out", folder,
                "--name", Path.GetFileName(run)];
            using var tool = ToolProcess.Start(words);
            while (!tool.HasExited && !File.Exists(Path.Combine(run, "metrics.csv")))
                Thread.Sleep(5);
            Thread.Sleep(300);
            Directory.Move(run, away);
            if (tool.Wait() != 1 || !tool.Said.Contains("the run folder was moved or deleted", StringComparison.Ordinal)
                || tool.Said.Trim().Contains('\n'))
                yield return $"a moved folder ended its run with {tool.ExitCode}: {tool.Said}";
            if (Directory.Exists(run))
                yield return "a moved folder was made again";
            using var resumed = ToolProcess.Start("regress", "--resume", away, "--quiet", "--max-time", "0.1s");
            if (resumed.Wait() != 75)
                yield return $"a moved folder was resumed with {resumed.ExitCode}: {resumed.Said}";
        }
    }

    /// <summary>Standard streams on a full disk, closed, or without a reader.</summary>
    public static IEnumerable<string> LostStreams(string folder)
    {
        string[] ways = ["2>/dev/full", "2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-", "2> >(true)", "--json >&-", "--verbose 2>/dev/full"];
        for (var way = 0; way < ways.Length; way++)
        {
            using var tool =
                ToolProcess.StartShell($"$SOBOLEV {string.Join(' ', _short.Where(word => word != "--quiet").Select(word => $"'{word}'"))} "
                    + $"--out {folder} --name lost-{way} {ways[way]}");
            if (tool.Wait() != 0 || RunRecord.Read(Path.Combine(folder, $"lost-{way}")).Status != RunStatus.Done)
                yield return $"{ways[way]} ended the run with {tool.ExitCode}: {tool.Said}";
        }
    }

    private static (int Code, string Said)[] Together(int count, Func<int, ToolProcess> start)
    {
        var tools = Enumerable.Range(0, count).Select(start).ToArray();
        var ends = tools.Select(tool => (tool.Wait(), tool.Said)).ToArray();
        Array.ForEach(tools, tool => tool.Dispose());
        return ends;
    }
}
