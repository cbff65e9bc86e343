namespace Sobolev.Export;

/// <summary>How a model is exported.</summary>
/// <param name="Name">The name of the file without its folder and extension.</param>
/// <param name="IsDouble">Numbers of 64 bits, or of 32; null for the format's default.</param>
/// <param name="HasDeviations">Whether standard deviations are computed too.</param>
public sealed record ExportOptions(string Name, bool? IsDouble = null, bool HasDeviations = false);
