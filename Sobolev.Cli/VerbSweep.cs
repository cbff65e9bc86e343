using System.Text.Json.Nodes;
using Sobolev.Configuration;
using Sobolev.Files;
using Sobolev.Plots;
using Sobolev.Runs;
using Sobolev.Sweeps;

namespace Sobolev.Cli;

/// <summary>A sweep of a verb, from the command line to its table and exit code.</summary>
/// <param name="verb">The words of the verb.</param>
/// <param name="train">Runs one member.</param>
internal sealed class VerbSweep<TConfig>(string verb, VerbCall call, Func<TConfig, RunRequest, StopSignal, IRunObserver, RunOutcome> train)
    where TConfig : RunConfig, new()
{
    private readonly Terminal _terminal = call.Terminal;

    /// <param name="shared">The config that the members share.</param>
    /// <param name="resume">The folder of a sweep, or null for a new one.</param>
    /// <param name="request">The request of a run, whose folder and time limit are those of the sweep.</param>
    public ExitCode Run(TConfig shared, string? resume, RunRequest request)
    {
        var share = SweepOptions.ShareOf(call.Of(call.Sweep.Part), Environment.GetEnvironmentVariable);
        var plan = resume is null
            ? new SweepPlan(SweepAxis.Parse(typeof(TConfig), call.Of(call.Sweep.Axes)!), call.Of(call.Sweep.Zip))
            : Opened(resume).Plan;
        var configs = ConfigsOf(plan, shared);
        SweepMember[] members = [.. share is { } own ? plan.Share(own.Part, own.Parts) : plan.Members];
        if (call.Of(call.Common.DryRun))
            return DryRun(members);

        var folder = resume is null ? Create(plan, shared, share is not null, request) : Opened(resume);
        var quiet = call.Of(call.Common.Quiet);
        if (!quiet)
            _terminal.WriteLine($"sweep: {members.Length} of {plan.Members.Count} "
                + $"runs{(share is { } part ? $" (part {part.Part} of {part.Parts})" : "")}, into {folder.Path}");
        var code = Train(folder, members, configs, request, quiet);
        Gather(folder, shared.Plots, code, quiet);
        return code;
    }

    private ExitCode Train(SweepFolder folder, SweepMember[] members, Dictionary<SweepMember, TConfig> configs,
        RunRequest request, bool quiet)
    {
        var signal = new StopSignal();
        using var signals = new Signals(signal, _terminal.WriteLine);
        using var progress = new ProgressScreen(_terminal, quiet, TimeProvider.System);
        // one limit for all members
        using var limit = request.MaxTime is { } time
            ? TimeProvider.System.CreateTimer(_ => signal.Stop(StopReason.MaxTime), null, time, Timeout.InfiniteTimeSpan)
            : null;
        var runner = new SweepRunner(
            folder,
            signal,
            run: (member, resumed) => train(
                configs[member],
                request with
                {
                    Out = folder.Path,
                    Name = resumed ? null : member.Folder,
                    Resume = resumed ? folder.PathOf(member) : null,
                    ConfigText = ConfigWriter.ToYaml(configs[member], verb),
                    MaxTime = null,
                },
                signal,
                progress),
            ended: Tell);
        return runner.Run(members);
    }

    /// <summary>Writes the table and the pictures of the members as they are now, and shows the table.</summary>
    private void Gather(SweepFolder folder, PlotConfig plots, ExitCode code, bool quiet)
    {
        var table = SweepGathering.Write(folder, plots);
        var status = code switch
        {
            ExitCode.Done => RunStatus.Done,
            ExitCode.Diverged => RunStatus.Diverged,
            ExitCode.Stopped => RunStatus.Stopped,
            ExitCode.Interrupted or ExitCode.Terminated or ExitCode.HungUp => RunStatus.Interrupted,
            _ => RunStatus.Failed,
        };
        if (call.Of(call.Common.Json))
            ResultScreen.WriteJson(
                _terminal,
                new JsonObject
                {
                    ["sweep_dir"] = folder.Path,
                    ["verb"] = verb,
                    ["status"] = status,
                    ["table"] = new JsonArray([.. ResultScreen.Rows(table)]),
                });
        else
            ResultScreen.WriteSummary(_terminal, table);
        var open = folder.Plan.Members.Count(member => folder.StatusOf(member) is not (RunStatus.Done or RunStatus.Diverged));
        if (open > 0)
            _terminal.WriteLine($"{open} of {folder.Plan.Members.Count} runs are missing or unfinished; run them with: sobolev {verb} "
                + $"--resume {folder.Path}");
        else if (!quiet)
            _terminal.WriteLine($"{status}: {Path.Combine(folder.Path, SweepTable.FileName)}");
    }

    private void Tell(MemberOutcome ended)
    {
        // the sweep says how it is resumed
        if ((ended.Error?.Message ?? (ended.IsStopped ? null : ended.Outcome?.Message)) is { } message)
        {
            foreach (var line in message.Split('\n'))
                _terminal.WriteLine($"{ended.Member.Folder}: {line}");
        }
    }

    private SweepFolder Opened(string path)
    {
        var folder = SweepFolder.Open(path, verb, typeof(TConfig));
        if (call.Of(call.Sweep.Axes) is { Length: > 0 } given
            && !folder.Plan.IsThatOf(new SweepPlan(SweepAxis.Parse(typeof(TConfig), given), call.Of(call.Sweep.Zip))))
            throw new SobolevException(ExitCode.Usage,
                $"--resume {path}: a sweep keeps its keys and values; leave out --sweep, or start a new sweep");
        return folder;
    }

    private SweepFolder Create(SweepPlan plan, TConfig shared, bool isShare, RunRequest request)
    {
        if (isShare && request.Name is null)
            throw new SobolevException(ExitCode.Usage, "--part: needs --name, so that all shares go into one folder");
        var name = request.Name ?? $"{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-sweep";
        return SweepFolder.Create(Path.Combine(request.Out, name), verb, shared, plan, request.CommandLine,
            TimeProvider.System, join: isShare);
    }

    /// <summary>Every member's config; all mistakes of all members are reported together, each once.</summary>
    private Dictionary<SweepMember, TConfig> ConfigsOf(SweepPlan plan, TConfig shared)
    {
        var (text, mistakes) = (ConfigWriter.ToYaml(shared, verb), new List<string>());
        var configs = new Dictionary<SweepMember, TConfig>();
        foreach (var member in plan.Members)
        {
            try
            {
                configs.Add(member, new VerbConfig<TConfig>(verb)
                    .Parsed(text, [.. member.Settings.Select(setting => ("--sweep", setting.Key, setting.Text))]));
            }
            catch (SobolevException error)
            {
                mistakes.AddRange(error.Message.Split('\n'));
            }
        }

        return mistakes.Count == 0 ? configs : throw new SobolevException(ExitCode.Usage, string.Join('\n', mistakes.Distinct()));
    }

    private ExitCode DryRun(SweepMember[] members)
    {
        var planned = new Summary(
            ["run", .. members[0].Settings.Select(setting => setting.Key.Path)],
            [.. members.Select(member => (IReadOnlyList<object?>)[member.Folder, .. member.Settings.Select(setting => setting.Text)])]);
        if (call.Of(call.Common.Json))
            ResultScreen.WriteJson(
                _terminal,
                new JsonObject { ["verb"] = verb, ["status"] = "dry-run", ["members"] = new JsonArray([.. ResultScreen.Rows(planned)]) });
        else
            _terminal.Output.Write(Csv.Text(planned.Header, planned.Rows));
        return ExitCode.Done;
    }
}
