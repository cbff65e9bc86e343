using Sobolev.Sweeps;

namespace Sobolev.Cli;

/// <summary>The run that is resumed: --resume.</summary>
internal static class EarlierRun
{
    private const string Auto = "auto";

    /// <param name="text">A folder, or auto: the run or sweep of that name if it exists; null for a new run.</param>
    /// <param name="parent">The folder of run folders.</param>
    /// <param name="name">--name.</param>
    /// <returns>The folder to resume, or null for a new run.</returns>
    /// <exception cref="SobolevException">auto without a name (exit 2).</exception>
    public static string? Of(string? text, string parent, string? name)
    {
        if (text != Auto)
            return text;
        if (name is null)
            throw new SobolevException(ExitCode.Usage, "--resume auto: needs --name, which says what is resumed");
        var folder = Path.Combine(parent, name);
        return SweepFolder.IsAt(folder) || File.Exists(Path.Combine(folder, "run.json")) ? folder : null;
    }
}
