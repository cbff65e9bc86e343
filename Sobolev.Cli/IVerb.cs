using System.CommandLine;
using Sobolev.Plots;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>A verb as the command line sees it.</summary>
internal interface IVerb
{
    /// <summary>Its words on the command line: one, or for a part of another verb two, e.g. distill teacher.</summary>
    string Name { get; }

    /// <summary>Subcommands: experiments that prepare this one.</summary>
    IReadOnlyList<IVerb> Parts { get; }

    /// <summary>A few words for the help.</summary>
    string Summary { get; }

    /// <summary>A command line that works as it stands.</summary>
    string Example { get; }

    /// <summary>The config before anything is said.</summary>
    RunConfig Defaults { get; }

    /// <summary>Draws the pictures of a run again from its rows, reports and models; in a folder without models, those that need no
    /// model.</summary>
    /// <param name="plots">Formats and size, from those of the run.</param>
    FilledPlots Draw(string runFolder, Func<PlotConfig, PlotConfig> plots);

    /// <summary>Makes the run folder that one run with the trials of several would have left.</summary>
    /// <param name="runs">Their names.</param>
    /// <param name="gathering">Their trials.</param>
    /// <param name="path">The folder to make.</param>
    /// <param name="words">The command line.</param>
    /// <inheritdoc cref="GatheredFolder.Make" path="/returns"/>
    (FilledPlots Plots, IReadOnlyList<string> LeftOut) Gather(IReadOnlyList<NamedRun> runs, RunGathering gathering, string path,
        IReadOnlyList<string> words);

    Command Command(Terminal terminal, IReadOnlyList<string> words);
}
