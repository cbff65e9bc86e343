using System.Text.Json.Nodes;
using Sobolev.Files;

namespace Sobolev.Tests.Cli;

/// <summary>Several runs as one table and side by side.</summary>
[Trait("Speed", "Slow")]
public sealed class RunsTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunsTableTests()
    {
        // the layout people have: a folder for each setting, equal names in them
        Run("lr1", "base", "--learning-rate", "1e-3");
        Run("lr2", "base", "--learning-rate", "1e-2", "--threads", "2");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_has_the_keys_in_which_runs_differ_and_their_summaries()
    {
        File.WriteAllText(_folder.File("table.csv"), ToolInProcess.Run("runs", "table", _folder.Path, "--csv").Output);
        var (header, rows) = Csv.Read(_folder.File("table.csv"));
        Assert.Equal("run,status,optimiser.learning_rate,function,samples,method,seeds", string.Join(',', header.Take(7)));
        Assert.Equal(["lr1/base done 0.001 booth", "lr2/base done 0.01 booth"],
            rows.Where(row => row[5] == "sobolev").Select(row => string.Join(' ', row.Take(4))));
        Assert.Equal(Csv.Read(_folder.File("lr2", "base", "summary.csv")).Rows[1], rows[^1][3..]);

        var json = JsonNode.Parse(ToolInProcess.Run("runs", "table", _folder.File("lr1", "base"), _folder.File("lr2"), "--json").Output)!;
        Assert.Equal(4, json["rows"]!.AsArray().Count);
        Assert.Equal(2, ToolInProcess.Run("runs", "table", _folder.File("lr1", "base", "models")).ExitCode);
    }

    [Fact]
    public void A_comparison_names_what_differs_and_bears_equal_names()
    {
        string[] runs = [_folder.File("lr1", "base"), _folder.File("lr2", "base")];
        var compared = ToolInProcess.Run(["runs", "compare", .. runs, "--plot", _folder.File("curves.png"), "--json"]);
        Assert.True(compared.ExitCode == 0, compared.Error);
        var json = JsonNode.Parse(compared.Output)!;
        Assert.Equal(["lr1/base", "lr2/base"], json["runs"]!.AsArray().Select(run => (string)run!["name"]!));
        var difference = Assert.Single(json["differences"]!.AsArray())!;
        Assert.Equal("optimiser.learning_rate 0.001 0.01", $"{difference["key"]} {string.Join(' ', difference["values"]!.AsArray())}");
        var metric = json["metrics"]!.AsArray()
            .First(row => (string?)row!["keys"]!["method"] == "sobolev" && (string?)row["metric"] == "test_value_mse")!;
        Assert.Equal((double)metric["values"]![1]! / (double)metric["values"]![0]!, (double)metric["ratios"]![0]!);
        Assert.True(new FileInfo(_folder.File("curves.png")).Length > 5000);

        var text = ToolInProcess.Run(["runs", "compare", .. runs]).Output;
        Assert.InRange(text.IndexOf("optimiser.learning_rate", StringComparison.Ordinal), 0,
            text.IndexOf("test_value_mse", StringComparison.Ordinal));
    }

    private void Run(string parent, string name, params string[] words) => Assert.Equal(0, ToolInProcess.Run(
    [
        "regress", "--preset", "quick", "--fn", "booth", "--set", "updates=40", "--set", "evaluate_every=10", "--set", "network.hidden=8",
        "--quiet", "--out", _folder.File(parent), "--name", name, .. words,
    ]).ExitCode);
}
