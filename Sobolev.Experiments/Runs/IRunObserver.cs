namespace Sobolev.Runs;

/// <summary>Receives the events of a run, for a screen. Called on any thread; must return at once.</summary>
public interface IRunObserver
{
    void Started(string folder, RunProgress progress);

    void Warned(string message);

    /// <summary>Something worth knowing, no warning.</summary>
    void Noted(string message) { }
}
