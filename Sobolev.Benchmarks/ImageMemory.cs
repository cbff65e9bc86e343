using System.Diagnostics;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using TorchSharp;

namespace Sobolev.Benchmarks;

/// <summary>Memory over many updates of sg-cifar's default preset: managed, resident, and tensors that no code has given back.</summary>
internal static class ImageMemory
{
    public static void Write(TextWriter output, int updates)
    {
        var experiment = new SgCifarExperiment(
            new SgCifarConfig
            {
                Methods = ["sobolev"],
                Device = "cpu",
                Trunk = new TrunkOptions { Width = 8, LearningRate = 0.02 },
                Module = new ModuleOptions { Width = 8 },
            },
            ImageRound.RandomData);
        using ITrial trial = experiment.Build(experiment.Plan()[0]);
        for (var update = 0; update <= updates; update++)
        {
            if (update % 100 == 0)
            {
                var heap = GC.GetTotalMemory(forceFullCollection: true);
                using var process = Process.GetCurrentProcess();
                output.WriteLine(
                    $"{update} updates: heap {heap >> 10} KB, resident {process.WorkingSet64 >> 10} KB, tensors outside scopes "
                    + $"{DisposeScopeManager.Statistics.DetachedFromScopeCount}, live {torch.Tensor.TotalCount}");
            }

            trial.Advance();
        }
    }
}
