using System.Xml.Linq;

namespace Sobolev.Tests.Cli;

/// <summary>A run and a sweep as one file that a browser opens without a network.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("sweep", "--sweep", "optimiser.learning_rate=1e-3,1e-2")]
    public void The_file_has_everything_and_loads_nothing(string name, params string[] more)
    {
        string[] small = ["regress", "--preset", "quick", "--fn", "booth", "--set", "updates=40", "--set", "evaluate_every=10", "--set",
            "network.hidden=8", "--quiet"];
        Assert.Equal(0, ToolInProcess.Run([.. small, .. more, "--out", _folder.Path, "--name", name]).ExitCode);
        Assert.Equal(0, ToolInProcess.Run("runs", "report", _folder.File(name)).ExitCode);
        var html = File.ReadAllText(_folder.File(name, "report.html"));
        Assert.Contains("test_value_mse_mean", html);
        Assert.Contains("optimiser", html);
        foreach (var picture in Directory.GetFiles(_folder.File(name, "plots")))
            Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(picture)), html);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        if (name == "run")
        {
            var svg = XDocument.Parse(
                html[html.IndexOf("<svg", StringComparison.Ordinal)..(html.IndexOf("</svg>", StringComparison.Ordinal) + 6)]).Root!;
            Assert.Equal($"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}", svg.Attribute("viewBox")!.Value);
        }
    }

    /// <summary>Texts of a run folder are shown, never run.</summary>
    [Fact]
    public void Texts_are_escaped()
    {
        Assert.Equal(0, ToolInProcess.Run("regress", "--preset", "quick", "--set", "updates=10", "--quiet", "--out", _folder.Path,
            "--name", "run").ExitCode);
        File.AppendAllText(_folder.File("run", "config.yaml"), "# <script>alert(1)</script>\n");
        ToolInProcess.Run("runs", "report", _folder.File("run"), "--out", _folder.File("a.html"));
        Assert.DoesNotContain("<script", File.ReadAllText(_folder.File("a.html")));
    }
}
