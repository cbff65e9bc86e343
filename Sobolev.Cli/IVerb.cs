using System.CommandLine;
using Sobolev.Runs;

namespace Sobolev.Cli;

/// <summary>A verb as the command line sees it.</summary>
internal interface IVerb
{
    string Name { get; }

    /// <summary>A few words for the help.</summary>
    string Summary { get; }

    /// <summary>A command line that works as it stands.</summary>
    string Example { get; }

    /// <summary>The config before anything is said.</summary>
    RunConfig Defaults { get; }

    /// <summary>Draws the pictures of a run again from its rows and models.</summary>
    void Draw(string runFolder);

    Command Command(Terminal terminal, IReadOnlyList<string> words);
}
