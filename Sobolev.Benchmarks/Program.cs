using System.Globalization;
using BenchmarkDotNet.Running;
using Sobolev.Benchmarks;

// quick [FILE]: every figure of docs/performance.md but PyTorch's, by turns, in one to two minutes; the times as JSON
// compare FOLDER: the files that guard.sh let quick write, two commits by turns; exit code 1 where the later one is slower
// scaling FOLDER: costs against samples, width, inputs, equations, trials, rows and, with mpirun, ranks, as scaling.csv and a picture, in
// three minutes
// minibatches: a minibatch of CIFAR that the host puts together beside one that the device gathers, both on the processor
// image-memory N: memory over N updates of sg-cifar
// updates, shapes, images, policies, resnet SIDE BATCH: one round for pytorch/compare.sh, shapes.sh, images.sh, policies.sh, resnet.sh
// record: decisions a second of recordings
// second-order CASE BATCH [DEVICE]: distill's or attention's gradient by pushed tangents and by double backward, in turns
// truth DEVICE: loss and gradient of updates in each precision against 64 bits; exit code 1 where they differ too much
// gpu DEVICE SECONDS [CASE...]: updates of every verb in each precision, for pytorch/gpu.sh
// decode ARCHIVE: one round for pillow/decode.sh
// arcade: frames a second of the built-in games, or of those that are named
// ale ROM LOOP: the bridge to the Arcade Learning Environment and the Python loop of that file, for ale/race.sh
// table PYTHON LOAD: reading of a table beside that file's, for tables/race.sh
// anything else: BenchmarkDotNet, e.g. --filter '*Update*'
switch (args)
{
    case ["quick", .. var file]:
        var times = QuickReport.Write(Console.Out);
        if (file is [var path])
            times.Write(path);
        break;
    case ["compare", var folder]:
        return CommitComparison.Write(Console.Out, folder) ? 0 : 1;
    case ["scaling", var folder]:
        ScalingReport.Write(Console.Out, folder);
        break;
    case ["updates"]:
        UpdateRound.Write(Console.Out);
        break;
    case ["shapes"]:
        ShapeRound.Write(Console.Out);
        break;
    case ["images"]:
        ImageRound.Write(Console.Out);
        break;
    case ["minibatches"]:
        ImageRound.WriteMinibatches(Console.Out);
        break;
    case ["image-memory", var updates]:
        ImageMemory.Write(Console.Out, int.Parse(updates));
        break;
    case ["policies"]:
        PolicyRound.Write(Console.Out);
        break;
    case ["resnet", var side, var batch]:
        ResNetRound.Write(Console.Out, int.Parse(side), int.Parse(batch));
        break;
    case ["record"]:
        RecordRound.Write(Console.Out);
        break;
    case ["second-order", var name, var batch, .. var device]:
        SecondOrderRound.Write(Console.Out, name, int.Parse(batch), device.FirstOrDefault() ?? "cpu");
        break;
    case ["truth", var device]:
        return TruthRound.Write(Console.Out, device) ? 0 : 1;
    case ["gpu", var device, var seconds, .. var names]:
        GpuRound.Write(Console.Out, device, double.Parse(seconds, CultureInfo.InvariantCulture), names);
        break;
    case ["decode", var archive]:
        DecodeRound.Write(archive, Console.Out);
        break;
    case ["arcade", .. var names]:
        ArcadeRound.Write(names, Console.Out);
        break;
    case ["ale", var rom, var loop]:
        AleRound.Write(rom, loop, Console.Out);
        break;
    case ["table", var python, var load]:
        TableRound.Write(python, load, Console.Out);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(QuickReport).Assembly).Run(args);
        break;
}

return 0;
