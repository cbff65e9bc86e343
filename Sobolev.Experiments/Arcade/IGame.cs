namespace Sobolev.Arcade;

/// <summary>An Atari-like machine: one raw frame per <see cref="Act"/>.</summary>
public interface IGame : IDisposable
{
    string Name { get; }

    /// <summary>Number of actions; 0 does nothing.</summary>
    int Actions { get; }

    /// <summary>Lives left, the one in play counted; 0 in games without lives.</summary>
    int Lives { get; }

    bool IsOver { get; }

    /// <summary>
    /// Whether <see cref="Screen"/> is already the maximum over the last two frames. A machine that draws its sprites in turns is blended
    /// before it is resized, not after.
    /// </summary>
    bool BlendsFrames => false;

    /// <summary>Begins a new episode, the same for the same seed and actions.</summary>
    void Start(ulong seed);

    /// <summary>One machine frame; returns the reward, the change of score.</summary>
    double Act(int action);

    /// <summary>Whether action 1 is the fire button, which serves the ball in some games.</summary>
    bool HasFire => false;

    /// <summary>
    /// Sends the machine the action that the next call of <see cref="Hold"/> takes, and does not wait. Machines in other processes play at
    /// the same time if all actions are announced before the first is held.
    /// </summary>
    void Announce(int action, int frames)
    {
    }

    /// <summary>Holds an action for some machine frames, or until the game is over.</summary>
    /// <returns>Sum of the rewards, and the number of frames played.</returns>
    (double Reward, int Frames) Hold(int action, int frames)
    {
        var (reward, played) = (0.0, 0);
        for (; played < frames && !IsOver; played++)
            reward += Act(action);
        return (reward, played);
    }

    /// <summary>The grey levels of the screen, 84x84, row by row.</summary>
    void Screen(Span<byte> grey84x84);
}
