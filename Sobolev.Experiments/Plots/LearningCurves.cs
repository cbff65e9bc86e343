namespace Sobolev.Plots;

/// <summary>Learning curves: a metric per panel over updates, the mean over seeds and its interval per method.</summary>
internal static class LearningCurves
{
    public const string Updates = "updates";

    public static void Save(string path, string title, IReadOnlyList<ChartPanel> panels) => PngFile.Save(path, Render(title, panels));

    /// <summary>A line chart whose x axis is named updates where the panel names none.</summary>
    public static byte[] Render(string title, IReadOnlyList<ChartPanel> panels) =>
        LineChart.Render(title, [.. panels.Select(panel => panel.XLabel.Length > 0 ? panel : panel with { XLabel = Updates })]);
}
