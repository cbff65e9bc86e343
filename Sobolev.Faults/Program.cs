using System.Globalization;
using Sobolev.Faults;
using Sobolev.Randomness;

// PART [MINUTES [SHARE [SEED]]]: readers, a reader's name, kills, signals, crowd or all; within so many minutes (60), and a share of the
// goals (1)
// seeds READER FOLDER, guided READER: for guided.sh
var part = args.FirstOrDefault() ?? "all";
if (part is "seeds" or "guided")
    return GuidedRound.Run(args);
var minutes = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 60;
var share = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var seed = args.Length > 3 ? long.Parse(args[3], CultureInfo.InvariantCulture) : 1;
var report = new Report(Console.Out, TimeSpan.FromMinutes(minutes));
// readers that open files themselves do so in memory, where the system has such a place
var memory = Directory.Exists("/dev/shm") ? $"/dev/shm/sobolev-faults-{Environment.ProcessId}" : "";
var folder = Directory.CreateTempSubdirectory("sobolev-faults-").FullName;
try
{
    string[] parts = part == "all" ? ["readers", "crowd", "signals", "kills"] : [part];
    for (var k = 0; k < parts.Length; k++)
    {
        // what is left of the time is shared by the parts that are left
        var until = report.Share(parts.Length - k);
        switch (parts[k])
        {
            case "kills":
                var jobs = Job.All(folder);
                for (var job = 0; job < jobs.Count; job++)
                    report.Add(KillRound.Run(jobs[job], Of(34), Report.Within(until, jobs.Count - job), folder,
                        new RandomStream(seed, jobs[job].Name)));
                break;
            case "signals":
                string[] signals = ["INT", "TERM", "USR1", "HUP", "USR2", "XCPU"];
                for (var signal = 0; signal < signals.Length; signal++)
                    report.Add(SignalRound.Run(signals[signal], Of(50), Report.Within(until, signals.Length - signal), folder,
                        new RandomStream(seed, signals[signal])));
                break;
            case "crowd":
                report.Add("two resumers", Of(10), CrowdRound.TwoResumers(Of(10), folder));
                report.Add("moved folder", Of(5), CrowdRound.MovedFolder(Of(5), folder));
                report.Add("lost streams", 8, CrowdRound.LostStreams(folder));
                report.Add("starters of one second", Of(64), CrowdRound.Starters(Of(64), folder));
                break;
            case var name:
                var all = new Readers(memory.Length > 0 ? Directory.CreateDirectory(memory).FullName : folder).All;
                Reader[] chosen = [.. all.Where(reader => name == "readers" || reader.Name == name)];
                for (var reader = 0; reader < chosen.Length; reader++)
                    report.Add(
                        ReaderRound.Run(chosen[reader], Of(chosen[reader].Goal), Report.Within(until, chosen.Length - reader), seed));
                if (chosen.Length > 0)
                    break;
                Console.Error.WriteLine($"{name}: there are readers, kills, signals, crowd and all; and the readers "
                    + string.Join(", ", all.Select(reader => reader.Name)));
                return 2;
        }
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
    if (Directory.Exists(memory))
        Directory.Delete(memory, recursive: true);
}

return report.Failures == 0 ? 0 : 1;

int Of(int goal) => (int)Math.Ceiling(goal * share);
