namespace Sobolev.Tests.Cli;

/// <summary>A run that is stopped again and again, and resumed until it is done.</summary>
internal static class SlicedRun
{
    private const int MostStops = 100;

    /// <summary>Resumes a run, each time for a little longer, so that it ends also on a slow machine; it must stop at least once.</summary>
    /// <param name="run">Starts the run, or resumes it, with the words after which it stops; its exit code.</param>
    /// <param name="seconds">The first of the times.</param>
    /// <param name="afterStop">Done after each stop, with the number of stops before it.</param>
    public static void Finish(Func<string[], ToolInProcess> run, double seconds, Action<int>? afterStop = null)
    {
        for (var stops = 0; ; stops++)
        {
            var time = FormattableString.Invariant($"{seconds + 0.05 * stops * stops}s");
            var part = run(["--resume", "auto", "--max-time", time]);
            if (part.ExitCode == 0)
            {
                Assert.NotEqual(0, stops);
                return;
            }

            Assert.True(part.ExitCode == 75, part.Error);
            Assert.InRange(stops, 0, MostStops);
            afterStop?.Invoke(stops);
        }
    }
}
