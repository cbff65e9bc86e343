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

    Command Command(Terminal terminal, IReadOnlyList<string> words);
}
