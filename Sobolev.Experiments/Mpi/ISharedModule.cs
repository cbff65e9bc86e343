namespace Sobolev.Mpi;

/// <summary>Parameters that one rank holds and all ranks train. The calls come one at a time, on any thread.</summary>
public interface ISharedModule
{
    /// <summary>Number of parameters.</summary>
    int Length { get; }

    void Read(Span<float> parameters);

    /// <summary>One update of the parameters from a gradient.</summary>
    void Apply(ReadOnlySpan<float> gradient);
}
