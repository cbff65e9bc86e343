using Sobolev.Configuration;

namespace Sobolev.Sweeps;

/// <summary>One run of a sweep.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Folder">The name of its run folder.</param>
/// <param name="Settings">The keys of the axes, each with the member's value.</param>
public sealed record SweepMember(int Number, string Folder, IReadOnlyList<(ConfigKey Key, string Text)> Settings);
