using System.Globalization;
using Sobolev.Runs;
using Spectre.Console;

namespace Sobolev.Cli;

/// <summary>Shows how far a run is, on standard error: one live line on a terminal, otherwise a plain line every 30 s.</summary>
internal sealed class ProgressScreen(Terminal terminal, bool quiet, TimeProvider time) : IRunObserver, IDisposable
{
    private static readonly TimeSpan _plainInterval = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ended = new();
    private Thread? _live;
    private ITimer? _plain;
    private volatile RunProgress? _progress;
    private long _started;
    private long _doneBefore;

    public void Started(string folder, RunProgress progress)
    {
        if (quiet)
            return;
        terminal.WriteLine($"{progress.Plans.Count} {(progress.Plans.Count == 1 ? "trial" : "trials")}, {Count(progress.UpdatesInAll)} "
            + $"updates, into {folder}");
        (_started, _doneBefore) = (time.GetTimestamp(), progress.UpdatesDone);
        // a run of several stages starts several times
        var isFirst = _progress is null;
        _progress = progress;
        if (!isFirst)
            return;
        if (terminal.ErrorIsTerminal)
        {
            _live = new Thread(() => TryShowLive()) { IsBackground = true, Name = "progress" };
            _live.Start();
        }
        else
        {
            _plain = time.CreateTimer(_ => terminal.WriteLine(Line(_progress)), null, _plainInterval, _plainInterval);
        }
    }

    public void Warned(string message) => terminal.WriteLine(message);

    public void Noted(string message)
    {
        if (!quiet)
            terminal.WriteLine(message);
    }

    public void Dispose()
    {
        _ended.Cancel();
        _live?.Join();
        _plain?.Dispose();
        _ended.Dispose();
    }

    private void TryShowLive()
    {
        try
        {
            ShowLive();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // a terminal that cannot be drawn on must not end a training
            terminal.WriteLine($"live progress is not available on this terminal ({error.Message})");
        }
    }

    private void ShowLive() =>
        terminal.Rich(terminal.Error, isTerminal: true).Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var bar = context.AddTask(Markup.Escape(Details(_progress!)), maxValue: _progress!.UpdatesInAll);
                while (!_ended.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100)))
                {
                    var progress = _progress;
                    (bar.MaxValue, bar.Value, bar.Description) =
                        (progress.UpdatesInAll, progress.UpdatesDone, Markup.Escape(Details(progress)));
                }
            });

    private string Line(RunProgress progress) =>
        $"{100.0 * progress.UpdatesDone / progress.UpdatesInAll:F1}%  {Count(progress.UpdatesDone)} of {Count(progress.UpdatesInAll)} "
            + $"updates, {Details(progress)}";

    private string Details(RunProgress progress) => progress.Current is { } current
        ? $"{progress.TrialsDone} of {progress.Plans.Count} trials, {progress.Plans[current].Name}"
        + $"{(progress.LossOf(current) is { } loss ? $" loss {loss:G4}" : "")}, {Remaining(progress)}"
        : $"{progress.Plans.Count} of {progress.Plans.Count} trials, summary and plots";

    private string Remaining(RunProgress progress)
    {
        var done = progress.UpdatesDone - _doneBefore;
        if (done <= 0)
            return "starting";
        var left = time.GetElapsedTime(_started) * ((progress.UpdatesInAll - progress.UpdatesDone) / (double)done);
        return left.TotalMinutes < 1
            ? $"{left.TotalSeconds:F0} s left"
            : left.TotalHours < 1 ? $"{left.TotalMinutes:F0} min left" : $"{left.TotalHours:F1} h left";
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
