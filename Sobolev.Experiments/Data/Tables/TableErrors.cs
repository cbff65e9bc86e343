namespace Sobolev.Data;

/// <summary>The mistakes of a table, a line each, reported together; after a hundred nothing more is read.</summary>
internal sealed class TableErrors(string file)
{
    public const int Most = 100;

    private const int LongestMessage = 1000;

    private readonly List<string> _lines = [];
    private ExitCode _exitCode = ExitCode.DataMissing;

    public bool AreThere => _lines.Count > 0;

    public bool AreMany => _lines.Count >= Most;

    /// <param name="line">Line of the file, from 1.</param>
    public void Add(long line, string mistake)
    {
        if (!AreMany)
            _lines.Add($"{file}:{line}: {Printable.Of(mistake, LongestMessage)}");
    }

    public void AddCell(long line, string column, string value, string mistake) =>
        Add(line, $"column {column}: '{(value.Length > 40 ? value[..40] + "..." : value)}' is {mistake}");

    /// <summary>A mistake of the command line: a column that was named and is not there.</summary>
    public void AddNamed(string option, string mistake)
    {
        _exitCode = ExitCode.Usage;
        _lines.Insert(0, $"{option} {Printable.Of(mistake, LongestMessage)}");
    }

    /// <param name="line">Line where reading ended.</param>
    /// <exception cref="SobolevException">There are mistakes: exit 2 if the command line has one, else 3.</exception>
    public void ThrowIfAny(long line)
    {
        if (_lines.Count == 0)
            return;
        if (AreMany)
            _lines.Add($"{file}:{line}: reading stopped after {Most} errors; there may be more");
        throw new SobolevException(_exitCode, string.Join('\n', _lines));
    }
}
