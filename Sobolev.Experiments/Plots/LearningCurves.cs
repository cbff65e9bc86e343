namespace Sobolev.Plots;

/// <summary>Learning curves: a metric per panel over updates, the mean over seeds and its interval per method.</summary>
internal static class LearningCurves
{
    public const string Updates = "updates";

    /// <summary>A line chart whose x axis is named updates where the panel names none.</summary>
    public static Figure Of(string title, IReadOnlyList<ChartPanel> panels) =>
        LineChart.Of(title, [.. panels.Select(panel => panel.XLabel.Length > 0 ? panel : panel with { XLabel = Updates })]);
}
