using Sobolev.Runs;

namespace Sobolev.SyntheticGradients;

/// <summary>A trial of <c>sg-cifar</c> or <c>sg-imagenet</c>.</summary>
/// <param name="Modules">Cuts of the network, each with a module if the method uses modules.</param>
internal sealed record SgKey(SgMethod Method, int Modules) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["method", "modules"];

    public IReadOnlyList<object> Values => [MethodName, Modules];

    public string MethodName => SgMethods.NameOf(Method);
}
