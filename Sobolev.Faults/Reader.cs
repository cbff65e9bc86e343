namespace Sobolev.Faults;

/// <summary>A reader of the tool, with inputs that it accepts or is known to refuse.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Goal">Inputs of a full run.</param>
/// <param name="Seeds">Inputs that mutations begin with.</param>
/// <param name="Read">
/// Reads bytes. It may refuse them with a <see cref="SobolevException"/> of exit code 2 or 3, or as its own documentation says.
/// </param>
/// <param name="Refuses">Other exceptions that are its documented refusal.</param>
internal sealed record Reader(string Name, int Goal, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read, params Type[] Refuses);

/// <summary>The fate of the inputs of one reader.</summary>
/// <param name="Inputs">Number read.</param>
/// <param name="Accepted">Read without a complaint.</param>
/// <param name="Escapes">Inputs at which something else happened than a refusal in one line, with what it was.</param>
/// <param name="Slowest">Longest time of one input.</param>
/// <param name="MostMemory">Most bytes that one input allocated.</param>
internal sealed record ReaderFigures(string Name, long Inputs, long Accepted, IReadOnlyList<(byte[] Input, string What)> Escapes,
    TimeSpan Slowest, long MostMemory);
