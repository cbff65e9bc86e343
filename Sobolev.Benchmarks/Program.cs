using BenchmarkDotNet.Running;
using Sobolev.Benchmarks;

// quick: every figure of docs/performance.md but PyTorch's, by turns, in one to two minutes
// image-memory N: memory over N updates of sg-cifar
// updates, images: one round for pytorch/compare.sh, pytorch/images.sh
// anything else: BenchmarkDotNet, e.g. --filter '*Update*'
switch (args)
{
    case ["quick", ..]:
        QuickReport.Write(Console.Out);
        break;
    case ["updates"]:
        UpdateRound.Write(Console.Out);
        break;
    case ["images"]:
        ImageRound.Write(Console.Out);
        break;
    case ["image-memory", var updates]:
        ImageMemory.Write(Console.Out, int.Parse(updates));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(QuickReport).Assembly).Run(args);
        break;
}
