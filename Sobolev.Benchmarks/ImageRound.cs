using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using static TorchSharp.torch;

namespace Sobolev.Benchmarks;

/// <summary>
/// One turn of pytorch/images.sh: updates of the default preset of sg-cifar, minibatches included, on random images; one worker, one
/// thread.
/// </summary>
internal static class ImageRound
{
    private const double SecondsPerCase = 6;
    private const int Width = 16, Images = 2000;

    /// <summary>
    /// Lines "ours", case, then microseconds per update: median and least, and processor time; and a line for putting a minibatch together.
    /// </summary>
    public static void Write(TextWriter output)
    {
        var data = RandomData();
        foreach (var method in new[] { SgMethod.Backprop, SgMethod.Sobolev, SgMethod.Direct })
            WriteUpdates(output, method, data);
        WriteMinibatches(output, "minibatch", data, mostOnDevice: 0);
    }

    /// <summary>
    /// The minibatch alone, put together by the host and, on the processor too, by a device that has the images: ResidentData's reason.
    /// </summary>
    public static void WriteMinibatches(TextWriter output)
    {
        var data = RandomData();
        WriteMinibatches(output, "minibatch-host", data, mostOnDevice: 0);
        WriteMinibatches(output, "minibatch-device", data, mostOnDevice: long.MaxValue);
    }

    private static void WriteUpdates(TextWriter output, SgMethod method, ImageData data)
    {
        var experiment = new SgCifarExperiment(new SgCifarConfig
        {
            Methods = [method.ToString().ToLowerInvariant()],
            Device = "cpu",
            Trunk = new TrunkOptions { Width = Width, LearningRate = 0.02 },
            Module = new ModuleOptions { Width = Width, LearningRate = 1e-3 },
        }, () => data);
        using var trial = experiment.Build(experiment.Plan()[0]);
        Round.Write(output, method.ToString().ToLowerInvariant(), SecondsPerCase, () => trial.Advance());
    }

    private static void WriteMinibatches(TextWriter output, string name, ImageData data, long mostOnDevice)
    {
        using var images = new ImageBatches(data.Training, CPU, [data.Training], mostOnDevice);
        var batches = new Batches(data.Training.Count, 32, new RandomStream(0, "order"));
        var rng = new RandomStream(0, "augmentation");
        Round.Write(output, name, SecondsPerCase, () =>
        {
            using var scope = NewDisposeScope();
            images.Compose(data.Training, batches.Next(), new Augmentation(4, true), rng);
        });
    }

    internal static ImageData RandomData()
    {
        var rng = new RandomStream(0, "images");
        var (pixels, labels) = (new byte[Images * 3 * 32 * 32], new byte[Images]);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)rng.NextInt(256);
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (byte)rng.NextInt(10);
        var set = new ImageSet(3, 32, 32, LongBytes.Of<byte>(pixels), labels);
        return new ImageData(set, set, [.. Enumerable.Range(0, 10).Select(number => $"{number}")]);
    }
}
