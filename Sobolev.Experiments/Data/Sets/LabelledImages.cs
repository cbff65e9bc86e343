using System.Globalization;

namespace Sobolev.Data;

/// <summary>The images of a data set with their classes; nothing is decoded.</summary>
/// <param name="Classes">In the order of torchvision, which is that of the labels.</param>
/// <param name="Training">In the order of their names.</param>
/// <param name="Measured">Validation or test images, in the order of their names.</param>
/// <param name="Found">A sentence on what was found and what was ignored.</param>
internal sealed record LabelledImages(IReadOnlyList<string> Classes, IReadOnlyList<EncodedImage> Training,
    IReadOnlyList<EncodedImage> Measured, string Found);

/// <summary>A sentence on a data set: what was found in it and what was ignored.</summary>
/// <param name="Training">Number of training images.</param>
/// <param name="Measured">Number of images of the other split.</param>
/// <param name="Split">Name of the other split.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Empty">Classes without a training image.</param>
/// <param name="Ignored">Files that are not read.</param>
internal sealed record FoundImages(int Training, int Measured, string Split, int Classes, IReadOnlyList<string> Empty, IgnoredFiles Ignored)
{
    private const int NamesShown = 8;

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{Training:N0} images of train and {Measured:N0} of {Split}, {Classes:N0} classes");
        if (Empty.Count > 0)
            text += $"; no training images of {ShortList.Of(Empty, NamesShown)}";
        return Ignored.ToString() is { Length: > 0 } ignored ? $"{text}; ignored: {ignored}" : text;
    }
}
