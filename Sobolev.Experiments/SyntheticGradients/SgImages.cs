namespace Sobolev.SyntheticGradients;

/// <summary>The images of one trial; the trial owns the minibatches.</summary>
/// <param name="Workers">Minibatches of each worker.</param>
/// <param name="Measured">Images of the evaluations.</param>
/// <param name="Classes">Their names, in the order of the labels.</param>
internal sealed record SgImages(IReadOnlyList<IMinibatches> Workers, IMeasuredImages Measured, IReadOnlyList<string> Classes)
{
    /// <summary>Messages about the images for the log.</summary>
    public Func<IReadOnlyList<string>> Notes { get; init; } = () => [];
}
