using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>A trial of <c>sg-cifar</c> or <c>sg-imagenet</c>.</summary>
/// <param name="Modules">Cuts of the network, each with a module unless the method has none.</param>
internal sealed record SgKey(SgMethod Method, int Modules) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["method", "modules"];

    public IReadOnlyList<object> Values => [MethodName, Modules];

    public string MethodName => SgMethods.NameOf(Method);
}
