using System.Diagnostics;
using Sobolev.Randomness;
using Sobolev.Runs;

namespace Sobolev.Faults;

/// <summary>The fate of runs that were killed again and again.</summary>
/// <param name="Kills">Kills that hit a living process.</param>
/// <param name="BeforeFolder">Kills after which the folder did not exist yet.</param>
/// <param name="Chains">Runs that were resumed to their end.</param>
/// <param name="Failures">Folders that could not be resumed, results that differ, and files that were left.</param>
internal sealed record KillFigures(string Job, int Kills, int BeforeFolder, int Chains, IReadOnlyList<string> Failures);

/// <summary>Kills runs at random moments of their work, resumes them, and compares their results with a run without kills.</summary>
internal static class KillRound
{
    private const int MostKillsOfOneRun = 4;

    public static KillFigures Run(Job job, int kills, long until, string folder, RandomStream chance)
    {
        var failures = new List<string>();
        var (done, early, chains) = (0, 0, 0);
        using var reference = job.Begin(folder, job.Name + "-whole");
        var work = TimeSpan.Zero;
        while (!reference.HasExited)
        {
            work = reference.Work() ?? work;
            Thread.Sleep(10);
        }

        if (reference.Wait() != 0)
            return new KillFigures(job.Name, 0, 0, 0, [$"without a kill it ended with {reference.ExitCode}: {reference.Said}"]);
        var whole = Job.ResultOf(Path.Combine(folder, job.Name + "-whole"));
        for (var number = 0; done < kills && Stopwatch.GetTimestamp() < until; number++)
        {
            var run = Path.Combine(folder, $"{job.Name}-{number}");
            for (var killed = 0; ; killed++)
            {
                using var tool = Directory.Exists(run) ? job.Resume(run) : job.Begin(folder, Path.GetFileName(run));
                var isLast = killed >= MostKillsOfOneRun || done >= kills || Stopwatch.GetTimestamp() >= until;
                if (!isLast && tool.WaitForWork(work * chance.NextUniform(0.02, 1.02)))
                {
                    tool.Kill();
                    tool.Wait();
                    done++;
                    early += Directory.Exists(run) ? 0 : 1;
                    continue;
                }

                if (tool.Wait() != 0)
                    failures.Add($"{Path.GetFileName(run)}: resumed after {killed} kills it ended with {tool.ExitCode}: {tool.Said}");
                else
                    chains += Compare(run, whole, killed, failures);
                break;
            }
        }

        return new KillFigures(job.Name, done, early, chains, failures);
    }

    private static int Compare(string run, IReadOnlyDictionary<string, string> whole, int kills, List<string> failures)
    {
        var result = Job.ResultOf(run);
        string[] differ = [.. whole.Keys.Union(result.Keys).Where(file => whole.GetValueOrDefault(file) != result.GetValueOrDefault(file))];
        if (differ.Length > 0)
            failures.Add($"{Path.GetFileName(run)}: after {kills} kills other than whole: {string.Join(", ", differ)}");
        if (Directory.EnumerateFiles(run, "*.tmp", SearchOption.AllDirectories).FirstOrDefault() is { } left)
            failures.Add($"{Path.GetFileName(run)}: left {left}");
        if (RunRecord.Read(run).Status != RunStatus.Done)
            failures.Add($"{Path.GetFileName(run)}: not done");
        if (differ.Length == 0)
            Directory.Delete(run, recursive: true);
        return 1;
    }
}
