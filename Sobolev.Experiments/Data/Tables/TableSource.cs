namespace Sobolev.Data;

/// <summary>A file of a table, or standard input by the name -.</summary>
/// <param name="Path">The file.</param>
/// <param name="Input">Standard input; null where it cannot be read.</param>
public sealed record TableSource(string Path, TextReader? Input = null)
{
    public const string StandardInput = "-";

    /// <summary>The table as messages name it.</summary>
    public string Name => IsInput ? "standard input" : Path;

    public bool IsInput => Path == StandardInput;

    /// <summary>The text of standard input.</summary>
    /// <exception cref="SobolevException">Standard input cannot be read (exit 2).</exception>
    internal TextReader Text() => Input ?? throw new SobolevException(
        ExitCode.Usage,
        "the table of this run came from standard input, which is read once; save it to a file and run fit with the file");
}
