namespace Sobolev.Arcade;

/// <summary>An Atari-like machine: one raw frame per <see cref="Act"/>.</summary>
public interface IGame : IDisposable
{
    string Name { get; }

    /// <summary>Number of actions; 0 does nothing.</summary>
    int Actions { get; }

    int Lives { get; }

    bool IsOver { get; }

    /// <summary>Begins a new episode, the same for the same seed and actions.</summary>
    void Start(ulong seed);

    /// <summary>One machine frame; returns the reward, the change of score.</summary>
    double Act(int action);

    /// <summary>The grey levels of the screen, 84x84, row by row.</summary>
    void Screen(Span<byte> grey84x84);
}
