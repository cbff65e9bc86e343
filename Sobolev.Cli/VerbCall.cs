using System.CommandLine;

namespace Sobolev.Cli;

/// <summary>A verb as it was called: the parsed words, and the options that they belong to.</summary>
internal sealed record VerbCall(
    ParseResult Parsed, GivenKeys Keys, CommonOptions Common, SweepOptions Sweep, Terminal Terminal, IReadOnlyList<string> Words)
{
    public T? Of<T>(Option<T> option) => Parsed.GetValue(option);
}
