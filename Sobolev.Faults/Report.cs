using System.Diagnostics;

namespace Sobolev.Faults;

/// <summary>The figures of a run of the harness, a line each; failures with their inputs.</summary>
internal sealed class Report(TextWriter output, TimeSpan time)
{
    private readonly long _end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

    public int Failures { get; private set; }

    /// <summary>The timestamp at which an equal share of the time that is left ends.</summary>
    public long Share(int parts) => Within(_end, parts);

    public static long Within(long until, int parts) => Stopwatch.GetTimestamp() + Math.Max(0, until - Stopwatch.GetTimestamp()) / parts;

    public void Add(ReaderFigures figures)
    {
        Write(
            $"{figures.Name}: {figures.Inputs:N0} inputs, {figures.Accepted:N0} accepted, {figures.Escapes.Count} escapes; "
            + $"slowest {figures.Slowest.TotalSeconds:F2} s, most memory {figures.MostMemory >> 20} MiB",
            figures.Escapes.Select(escape => escape.What));
        for (var k = 0; k < figures.Escapes.Count; k++)
            Files.AtomicFile.Write($"escape-{figures.Name.Replace(' ', '-')}-{k}.bin", stream => stream.Write(figures.Escapes[k].Input));
    }

    public void Add(KillFigures figures) =>
        Write($"kills, {figures.Job}: {figures.Kills} kills, {figures.BeforeFolder} before a folder, "
            + $"{figures.Chains} runs resumed to the end, {figures.Failures.Count} failures", figures.Failures);

    public void Add(SignalFigures figures) =>
        Write($"SIG{figures.Signal}: {figures.Sent} sent, {figures.Early} before a folder, {figures.Stopped} stopped and resumed, "
            + $"{figures.WentOn} continued, {figures.Failures.Count} failures", figures.Failures);

    public void Add(string name, int count, IEnumerable<string> failures)
    {
        string[] all = [.. failures];
        Write($"{name}: {count}, {all.Length} failures", all);
    }

    private void Write(string line, IEnumerable<string> failures)
    {
        output.WriteLine(line);
        foreach (var failure in failures)
        {
            Failures++;
            output.WriteLine("  " + Printable.Of(failure.Trim(), 600));
        }

        output.Flush();
    }
}
