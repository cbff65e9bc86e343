using System.CommandLine;
using Sobolev.Configuration;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary><c>sobolev runs draw</c>: the plots of a run, drawn again.</summary>
internal static class RunsDrawCommand
{
    private static readonly string _formats = string.Join(", ", Enum.GetValues<PlotFormat>().Select(ConfigText.Of));

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "a run folder" };
        var format = new Option<string?>("--format")
        {
            Description = $"file formats, e.g. pdf,svg [{_formats}; default: those of the run's config]",
            HelpName = "A,B",
        };
        var scale = new Option<double?>("--scale")
        {
            Description = "size of the plots [from 0.25 to 8; default: that of the run's config]",
            HelpName = "X",
        };
        var command = new Command("draw", "redraw the plots of a run from its metrics and models") { folder, format, scale };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            var verb = RunRecord.Read(path).Verb;
            var drawn = Verbs.WithParts.FirstOrDefault(known => known.Name == verb) ?? throw new SobolevException(
                ExitCode.Usage,
                $"{path}: a run of {verb} has no pictures to draw again");
            var formats = FormatsOf(parsed.GetValue(format));
            var size = ScaleOf(parsed.GetValue(scale));
            var plots = drawn.Draw(path, config => new PlotConfig { Format = formats ?? config.Format, Scale = size ?? config.Scale });
            if (plots.LeftOut.Count > 0)
                terminal.WriteLine(SentenceOf(plots.LeftOut));
            terminal.WriteLine(plots.Drawn > 0 ? $"drawn: {Path.Combine(path, "plots")}" : $"{path}: no picture was drawn");
            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>The pictures that were not drawn, with what they need.</summary>
    internal static string SentenceOf(IReadOnlyList<(string Name, string Needed)> leftOut) =>
        $"without {string.Join(" and ", leftOut.Select(picture => picture.Needed).Distinct())} these pictures were not drawn: "
            + string.Join(", ", leftOut.Select(picture => picture.Name));

    private static IReadOnlyList<PlotFormat>? FormatsOf(string? text) => text is null ? null :
    [
        .. text.Split(',').Select(name => ConfigText.Parse<PlotFormat>(name)
            ?? throw new SobolevException(ExitCode.Usage, $"--format {text}: \"{name}\" is not one of {_formats}")),
    ];

    private static double? ScaleOf(double? scale) => scale is null or (>= PlotConfig.Smallest and <= PlotConfig.Largest)
        ? scale
        : throw new SobolevException(ExitCode.Usage, $"--scale {scale}: must be from {PlotConfig.Smallest} to {PlotConfig.Largest}");
}
