namespace Sobolev.Tests.Runs;

/// <summary>A table of a run without its last column, the seconds: the same numbers give the same lines.</summary>
internal static class UntimedRows
{
    /// <param name="run">The run folder.</param>
    /// <param name="table">The file of the table, with a header.</param>
    /// <returns>The lines, the header first.</returns>
    public static string[] Of(string run, string table = "metrics.csv") =>
        [.. File.ReadLines(Path.Combine(run, table)).Select(line => line[..line.LastIndexOf(',')])];
}
