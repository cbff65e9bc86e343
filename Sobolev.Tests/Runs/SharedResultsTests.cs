using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>The trials that count in results that were shared without their models.</summary>
public sealed class SharedResultsTests : CountingRunTests
{
    private readonly CountingExperiment _experiment = new(new());

    [Fact]
    public void Without_the_folder_models_every_trial_with_rows_counts()
    {
        var folder = Run(new()).Folder;
        Directory.Delete(Path.Combine(folder, "models"), recursive: true);
        Assert.Equal(["m0-seed0", "m1-seed0"], Shared(folder));
        var metrics = Path.Combine(folder, "metrics.csv");
        File.WriteAllLines(metrics, [.. File.ReadLines(metrics).Where(line => !line.StartsWith("m0,", StringComparison.Ordinal))]);
        Assert.Equal(["m1-seed0"], Shared(folder));
    }

    [Fact]
    public void In_a_folder_with_models_a_trial_without_one_does_not_count()
    {
        var folder = Run(new()).Folder;
        File.Delete(Path.Combine(folder, "models", "m1-seed0.safetensors"));
        Assert.Equal(["m0-seed0"], Shared(folder));
    }

    [Fact]
    public void The_record_names_the_trials_that_diverged()
    {
        var folder = Run(new() { DivergingTrial = "m1-seed0" }).Folder;
        Assert.Equal(["m1-seed0"], RunRecord.Read(folder).DivergedTrials);
        Assert.Empty(RunRecord.Read(Run(new(), "whole").Folder).DivergedTrials);
        var record = Path.Combine(folder, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"trial\":", "\"name\":", StringComparison.Ordinal));
        Assert.Contains("diverged is missing or damaged", Assert.Throws<SobolevException>(() => RunRecord.Read(folder)).Message,
            StringComparison.Ordinal);
    }

    private IEnumerable<string> Shared(string folder) =>
        RunResults.ReadShared(_experiment, _experiment.Plan(), folder).Plans.Select(plan => plan.Name);
}
