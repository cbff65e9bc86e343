namespace Sobolev.Data;

/// <summary>An image as it lies in a data set: a file, or a part of an archive.</summary>
/// <param name="Name">Its path from the root of the data set, for messages.</param>
/// <param name="Label">The number of its class.</param>
/// <param name="Content">Its bytes.</param>
public sealed record EncodedImage(string Name, int Label, IContent Content);
