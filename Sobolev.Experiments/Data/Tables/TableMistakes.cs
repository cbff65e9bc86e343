namespace Sobolev.Data;

/// <summary>What is wrong with a table, told all at once, up to a hundred.</summary>
internal sealed class TableMistakes(string path)
{
    private const int Most = 100;

    private readonly List<string> _lines = [];

    public bool IsFull => _lines.Count >= Most;

    /// <param name="line">Of the file, from 1; 0 for the file as a whole.</param>
    /// <param name="mistake">What was found, and what to do.</param>
    public void Add(long line, string mistake)
    {
        if (!IsFull)
            _lines.Add(line > 0 ? $"{path}:{line}: {mistake}" : $"{path}: {mistake}");
    }

    /// <exception cref="SobolevException">There are any (exit 3).</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
            throw new SobolevException(ExitCode.DataMissing, string.Join('\n', IsFull ? [.. _lines, $"{path}: these are the first {Most} mistakes; there may be more"] : _lines));
    }
}
