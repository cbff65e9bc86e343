namespace Sobolev.Plots;

/// <summary>A folder beside the rows of a run that some of its pictures need.</summary>
/// <param name="Path">The folder, for messages.</param>
/// <param name="IsThere">Whether pictures can be drawn from it.</param>
public sealed record PictureSource(string Path, bool IsThere);

/// <summary>The pictures of one call that filled a folder.</summary>
/// <param name="Drawn">The number of figures that were written.</param>
/// <param name="LeftOut">Names of figures that were not drawn, each with the folder it needs.</param>
public sealed record FilledPlots(int Drawn, IReadOnlyList<(string Name, string Needed)> LeftOut);
