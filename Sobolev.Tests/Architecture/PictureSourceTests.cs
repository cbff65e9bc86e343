using System.Text.RegularExpressions;

namespace Sobolev.Tests.Architecture;

/// <summary>Drawing functions that pictures do without, because a format of files lacks them.</summary>
public sealed partial class PictureSourceTests
{
    /// <summary>Dashes are pieces of a path (<see cref="Sobolev.Plots.Dashes"/>).</summary>
    [Fact]
    public void No_line_is_dashed_by_a_path_effect()
    {
        var mistakes =
            from project in (string[])["Sobolev.Experiments", "Sobolev.Benchmarks", "Sobolev.Cli"]
            from file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root(), project), "*.cs", SearchOption.AllDirectories)
            where !file.Split(Path.DirectorySeparatorChar).Contains("obj")
            from found in PathEffects().Matches(File.ReadAllText(file))
            select $"{file}: {found.Value}";
        Assert.Empty(mistakes);
    }

    [GeneratedRegex(@"\b(SK)?PathEffect\b|\b(Line)?Pattern\s*=|\bLinePattern\b|\bCreateDash\b")]
    private static partial Regex PathEffects();
}
