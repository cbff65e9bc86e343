using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Sobolev.Configuration;

namespace Sobolev.Cli;

/// <summary>The options of every verb that make one run many.</summary>
internal sealed class SweepOptions
{
    /// <param name="config">The type of the verb's config, whose keys complete --sweep.</param>
    public SweepOptions(Type config) =>
        Axes.CompletionSources.Add(_ => ConfigKey.Leaves(ConfigKey.Of(config)).Select(key => new CompletionItem(key.Path + "=")));

    public Option<string[]> Axes { get; } = new("--sweep")
    {
        Description = "a run for each value of a key, e.g. optimiser.learning_rate=1e-4,1e-3; repeated: a run for each combination",
        HelpName = "KEY=A,B",
    };

    public Option<bool> Zip { get; } = new("--zip") { Description = "with several --sweep: pair their values instead of combining them" };

    public Option<string?> Part { get; } = new("--part")
    {
        Description = "run a share of the sweep, e.g. 1/4; needs --name [default in a Slurm job array: the share of the task]",
        HelpName = "I/N",
    };

    public IEnumerable<Option> All => [Axes, Zip, Part];

    /// <summary>The share that --part or the task of a Slurm job array asks for; null for the whole sweep.</summary>
    /// <param name="text">The text of --part, or null.</param>
    /// <param name="environment">The variable of a name, or null.</param>
    /// <exception cref="SobolevException">The text is not a share (exit 2).</exception>
    public static (int Part, int Parts)? ShareOf(string? text, Func<string, string?> environment)
    {
        if (text is not null)
            return text.Split('/') is [var part, var parts] && Whole(part) is { } i && Whole(parts) is { } n && i >= 1 && i <= n
                ? (i, n)
                : throw new SobolevException(ExitCode.Usage, $"--part {text}: must be I/N with I from 1 to N, e.g. 1/4");
        if (Whole(environment("SLURM_ARRAY_TASK_ID")) is not { } task || Whole(environment("SLURM_ARRAY_TASK_COUNT")) is not { } count)
            return null;
        var (first, step) = (Whole(environment("SLURM_ARRAY_TASK_MIN")) ?? 0, Whole(environment("SLURM_ARRAY_TASK_STEP")) ?? 1);
        return ((task - first) / Math.Max(1, step) + 1, count);
    }

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
