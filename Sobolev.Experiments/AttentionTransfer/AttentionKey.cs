using Sobolev.Runs;

namespace Sobolev.AttentionTransfer;

/// <summary>A trial of <c>attention</c>: a teacher, or a student.</summary>
/// <param name="Method">The name of an <see cref="AttentionMethod"/>.</param>
/// <param name="Alpha">Weight of the gradient term; 0 for a method without one.</param>
internal sealed record AttentionKey(string Method, double Alpha) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["method", "alpha"];

    public IReadOnlyList<object> Values => [Method, Alpha];
}
