using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>How a member ended.</summary>
/// <param name="Outcome">The outcome of its run; null if the run failed.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record MemberOutcome(SweepMember Member, RunOutcome? Outcome, SobolevException? Error)
{
    /// <summary>Whether it stopped before its end, and can be resumed.</summary>
    public bool IsStopped => Outcome?.Status is RunStatus.Stopped or RunStatus.Interrupted;
}

/// <summary>Runs the members of a sweep one after the other: those that are missing or unfinished.</summary>
/// <param name="run">Runs a member, or with true resumes it.</param>
/// <param name="ended">Receives each member that was run.</param>
public sealed class SweepRunner(SweepFolder folder, StopSignal signal, Func<SweepMember, bool, RunOutcome> run, Action<MemberOutcome> ended)
{
    /// <returns>
    /// The exit code: that of a stop; otherwise that of the first member that failed; otherwise 4 where one diverged; otherwise 0. A member
    /// that fails does not end the sweep.
    /// </returns>
    public ExitCode Run(IEnumerable<SweepMember> members)
    {
        var (failed, diverged) = ((ExitCode?)null, false);
        foreach (var member in members)
        {
            var status = folder.StatusOf(member);
            diverged |= status == RunStatus.Diverged;
            if (status is RunStatus.Done or RunStatus.Diverged)
                continue;
            if (Stop.Of(signal.Reason) is { } before)
                return before.ExitCode;
            var one = Train(member, resume: status is not null);
            ended(one);
            failed ??= one.Error?.ExitCode;
            diverged |= one.Outcome?.ExitCode == ExitCode.Diverged;
            if (one.IsStopped)
                return one.Outcome!.ExitCode;
        }

        return failed ?? (diverged ? ExitCode.Diverged : ExitCode.Done);
    }

    private MemberOutcome Train(SweepMember member, bool resume)
    {
        try
        {
            return new MemberOutcome(member, run(member, resume), null);
        }
        catch (SobolevException error)
        {
            return new MemberOutcome(member, null, error);
        }
        catch (Exception error)
        {
            // an unexpected error ends this member only; its log.txt has the trace
            return new MemberOutcome(member, null,
                new SobolevException(ExitCode.Failed, $"unexpected {error.GetType().Name}: {error.Message.Split('\n')[0]}", error));
        }
    }
}
