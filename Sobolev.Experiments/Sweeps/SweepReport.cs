using Sobolev.Files;
using Sobolev.Runs;

namespace Sobolev.Sweeps;

/// <summary>A sweep as one HTML file: its table, its pictures, and the config that its runs share.</summary>
public static class SweepReport
{
    /// <param name="folder">The folder of a sweep.</param>
    public static string Of(string folder)
    {
        var page = new HtmlPage($"sweep: {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}",
            $"{RunCatalogue.Below(folder).Count} runs");
        var table = Path.Combine(folder, SweepTable.FileName);
        if (File.Exists(table))
        {
            var (header, rows) = Csv.Read(table);
            page.Table("Runs", header, rows);
        }

        page.Pictures(Path.Combine(folder, "plots"));
        page.Text("Config that the runs share", Path.Combine(folder, SweepFolder.ConfigName));
        page.Text("Sweep", Path.Combine(folder, SweepFolder.FileName));
        return page.ToString();
    }
}
