using Sobolev.Runs;

namespace Sobolev.Tests.Runs;

/// <summary>An observer that ignores all events.</summary>
internal sealed class Unobserved : IRunObserver
{
    public void Started(string folder, RunProgress progress) { }

    public void Warned(string message) { }
}
