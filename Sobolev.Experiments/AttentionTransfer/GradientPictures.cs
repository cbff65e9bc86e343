using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Plots;
using Sobolev.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>Test images, each beside the input gradients of teacher and students.</summary>
/// <remarks>By the running statistics, as at test time: each picture is of one image alone.</remarks>
internal static class GradientPictures
{
    private const int Images = 8;

    /// <summary>Test images, by number: at most one of each class, images and classes drawn; in the order of the classes.</summary>
    public static int[] Choose(ImageSet test, RandomStream rng) =>
        [.. rng.NextOrder(test.Count).DistinctBy(image => test.Labels[image]).Take(Images).OrderBy(image => test.Labels[image])];

    /// <param name="models">Column titles and model files.</param>
    /// <param name="data">The test images are pictured; the training images give the normalisation.</param>
    /// <param name="shown">The test images, by number.</param>
    public static Figure Of(string title, IReadOnlyList<(string Name, TensorFile File)> models, ImageData data, int[] shown, Device device)
    {
        var cells = new GridImage?[shown.Length, models.Count + 1];
        for (var row = 0; row < shown.Length; row++)
            cells[row, 0] = Picture(data.Test, shown[row]);
        using var scope = NewDisposeScope();
        using var batches = new ImageBatches(data.Training, device);
        var (images, labels) = batches.Compose(data.Test, shown, Augmentation.None, new RandomStream(0));
        for (var column = 0; column < models.Count; column++)
        {
            using var classifier = Classifier.Of(models[column].File, data);
            classifier.Network.to(device);
            Normalisation.ByRunning(classifier.Network);
            // (images, height, width): the channels added up
            var gradients = classifier.Loss(images, labels, order: 1).Derivative(new(1)).sum(dim: 1);
            for (var row = 0; row < shown.Length; row++)
                cells[row, column + 1] = Map(gradients[row], data.Test);
        }

        string[] classes = [.. shown.Select(image => data.Classes[data.Test.Labels[image]])];
        return ImageGrid.Of(new ImagePage(title, classes, ["image", .. models.Select(model => model.Name)], cells) { CellSize = 112 });
    }

    private static GridImage Picture(ImageSet set, int index)
    {
        var pixels = set.Image(index);
        var channels = new double[set.Height, set.Width, 3];
        for (var i = 0; i < set.Height; i++)
            for (var j = 0; j < set.Width; j++)
                for (var channel = 0; channel < 3; channel++)
                    channels[i, j, channel] = pixels[(Math.Min(channel, set.Channels - 1) * set.Height + i) * set.Width + j] / 255.0;
        return GridImage.Colour(channels);
    }

    private static GridImage Map(Tensor gradient, ImageSet set)
    {
        var values = gradient.cpu().contiguous().data<float>().ToArray();
        var map = new double[set.Height, set.Width];
        for (var i = 0; i < set.Height; i++)
            for (var j = 0; j < set.Width; j++)
                map[i, j] = values[i * set.Width + j];
        return GridImage.Signed(map);
    }
}
