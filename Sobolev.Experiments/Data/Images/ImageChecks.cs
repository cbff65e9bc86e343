namespace Sobolev.Data;

/// <summary>Settings that do not fit the images, found before a run begins.</summary>
internal static class ImageChecks
{
    /// <summary>Each minibatch must be full.</summary>
    /// <param name="key">The key of the batch size.</param>
    /// <param name="trainImages">Images that a trial uses; 0 = all.</param>
    /// <param name="count">Images of the training set.</param>
    /// <exception cref="SobolevException">There are fewer images than a minibatch has (exit 2).</exception>
    public static void RequireBatch(string key, int batchSize, int trainImages, int count)
    {
        var taken = trainImages == 0 ? count : Math.Min(trainImages, count);
        if (taken >= batchSize)
            return;
        var remedy = taken < count ? "use a smaller batch or more train_images" : "use a smaller batch";
        throw new SobolevException(ExitCode.Usage, $"{key}: {batchSize} images per batch, but the training set has only {taken}; {remedy}");
    }

    /// <summary>A crop must show some of the image.</summary>
    /// <exception cref="SobolevException">The padding is as wide or high as the images (exit 2).</exception>
    public static void RequirePadding(string key, int padding, ImageSet training)
    {
        if (padding >= training.Width || padding >= training.Height)
            throw new SobolevException(ExitCode.Usage,
                $"{key}: {padding} pixels of padding is too much for images of {training.Width}x{training.Height}");
    }
}
