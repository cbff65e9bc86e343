namespace Sobolev.Mpi;

/// <summary>A client's request to a holder: five ints under one tag, which name sender and size, because no status is read.</summary>
/// <param name="Source">The client's rank.</param>
/// <param name="Channel">The client's number on its rank; gradient and reply have separate tags.</param>
/// <param name="Length">Length of the client's span, for comparison.</param>
internal readonly record struct ModuleRequest(RequestKind Kind, int Source, int Channel, int Module, int Length)
{
    public const int Tag = 0;
    public const int Words = 5;

    // MPI promises at least 32767 tags
    public const int MostChannels = 16_000;

    public int GradientTag => 1 + 2 * Channel;

    public int ReplyTag => 2 + 2 * Channel;

    public void Write(Span<int> words) =>
        (words[0], words[1], words[2], words[3], words[4]) = ((int)Kind, Source, Channel, Module, Length);

    public static ModuleRequest Read(ReadOnlySpan<int> words) =>
        new((RequestKind)words[0], words[1], words[2], words[3], words[4]);
}

internal enum RequestKind
{
    Pull,
    Push,

    /// <summary>A reply means that everything this rank pushed before is applied.</summary>
    Settle,

    /// <summary>This rank asks for nothing more.</summary>
    Close,
}
