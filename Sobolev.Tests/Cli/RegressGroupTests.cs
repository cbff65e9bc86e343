using Sobolev.Files;
using Sobolev.Tests.Runs;

namespace Sobolev.Tests.Cli;

/// <summary>Grouped trials as their user sees them.</summary>
[Trait("Speed", "Slow")]
public sealed class RegressGroupTests : IDisposable
{
    private static readonly string[] _small =
    [
        "regress", "--fn", "rosenbrock,booth", "--samples", "10", "--method", "sobolev", "--seeds", "2", "--device", "cpu", "--set",
        "engine=libtorch", "--set", "precision=float64",
        "--set", "network.hidden=12,12", "--set", "test_samples=200", "--set", "evaluate_every=100", "--learning-rate", "1e-3",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_group_leaves_the_run_folder_of_single_trials()
    {
        Assert.Equal(0, Run("alone", "--updates", "400"));
        Assert.Equal(0, Run("group", "--group", "3", "--updates", "400"));
        foreach (var (alone, group) in Rows("alone").Zip(Rows("group")))
        {
            Assert.Equal(alone[..5], group[..5]);
            for (var column = 5; column < 9; column++)
                Assert.Equal(1, double.Parse(group[column]) / double.Parse(alone[column]), 1e-6);
        }

        Assert.Equal(Rows("alone").Count, Rows("group").Count);
        Assert.Equal(Files("alone", "models"), Files("group", "models"));
        Assert.Equal(Files("alone", "plots"), Files("group", "plots"));
        Assert.Contains("\"group\": \"3\"", File.ReadAllText(_folder.File("group", "run.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_was_stopped_goes_on_exactly()
    {
        string[] more = ["--group", "4", "--updates", "1500", "--set", "checkpoint_every=0.1s"];
        Assert.Equal(0, Run("whole", more));
        SlicedRun.Finish(words => ToolInProcess.Run([.. _small, .. more, "--out", _folder.Path, "--name", "slices", .. words]), 0.7,
            stops =>
            {
                // as after a kill between two checkpoints of one group: a member is a checkpoint behind the others
                var member = Directory.GetDirectories(_folder.File("slices", "checkpoints")).Order(StringComparer.Ordinal)
                    .ElementAt(stops % 4);
                if (Directory.GetFiles(member).Length == 2)
                    File.Delete(Directory.GetFiles(member).Max()!);
            });

        Assert.Equal(UntimedRows.Of(_folder.File("whole")), UntimedRows.Of(_folder.File("slices")));
        foreach (var model in Files("whole", "models"))
            Assert.Equal(File.ReadAllBytes(_folder.File("whole", "models", model)),
                File.ReadAllBytes(_folder.File("slices", "models", model)));
    }

    [Fact]
    public void The_managed_engine_refuses_groups()
    {
        var run = ToolInProcess.Run([.. _small, "--set", "engine=managed", "--group", "2", "--out", _folder.Path]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("group", run.Error, StringComparison.Ordinal);
    }

    private int Run(string name, params string[] more) =>
        ToolInProcess.Run([.. _small, .. more, "--out", _folder.Path, "--name", name]).ExitCode;

    private List<string[]> Rows(string run) => Csv.Read(_folder.File(run, "metrics.csv")).Rows;

    private string[] Files(string run, string folder) =>
        [.. Directory.GetFiles(_folder.File(run, folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
