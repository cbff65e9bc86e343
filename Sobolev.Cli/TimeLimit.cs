using System.Globalization;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The time limit of a run: --max-time.</summary>
internal static class TimeLimit
{
    private const string Auto = "auto";
    private const string EndOfJob = "SLURM_JOB_END_TIME";

    /// <summary>Time for the checkpoint before a job ends, or half of what is left where that is less.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromMinutes(2);

    /// <param name="text">A length of time, or auto: until shortly before the end of the Slurm job; null for no limit.</param>
    /// <param name="environment">The variable of a name, or null.</param>
    /// <param name="time">The clock that the end of the job is compared with.</param>
    /// <exception cref="SobolevException">The text is not a length of time, or auto without a job that has an end (exit 2).</exception>
    public static TimeSpan? Of(string? text, Func<string, string?> environment, TimeProvider time)
    {
        if (text is null)
            return null;
        if (text != Auto)
            return Durations.TryParse(text, out var limit)
                ? limit
                : throw new SobolevException(ExitCode.Usage, $"--max-time {text}: must be {Durations.Constraint}, or auto");
        // seconds since 1970; slurm.schedmd.com/sbatch.html, output environment variables
        if (!long.TryParse(environment(EndOfJob), NumberStyles.None, CultureInfo.InvariantCulture, out var end))
            throw new SobolevException(ExitCode.Usage, $"--max-time auto: needs {EndOfJob}, which Slurm sets from version 22.05 on in jobs "
                + $"with a time limit; give a length of time");
        var left = DateTimeOffset.FromUnixTimeSeconds(end) - time.GetUtcNow();
        var before = left - (left > 2 * _margin ? _margin : left / 2);
        return before > TimeSpan.Zero ? before : TimeSpan.Zero;
    }
}
