namespace Sobolev.Arcade;

/// <summary>The games that are built in, and those of the Arcade Learning Environment.</summary>
public static class Games
{
    private const string AlePrefix = "ale:";

    /// <summary>The games that are built in.</summary>
    public static IReadOnlyList<string> Names { get; } = ["pong", "breakout", "space-invaders"];

    /// <param name="name">One of <see cref="Names"/>, or "ale:" and a ROM: a name that ale_py knows, or a file.</param>
    /// <param name="options">Settings of the machine; built-in games have the defaults alone.</param>
    public static IGame Create(string name, AtariOptions? options = null)
    {
        options ??= new AtariOptions();
        if (name.StartsWith(AlePrefix, StringComparison.Ordinal) && name.Length > AlePrefix.Length)
            return new AleGame(name[AlePrefix.Length..], options, new AleOptions(), TimeProvider.System);
        if (!options.IsOfBuiltIn)
            throw new SobolevException(
                ExitCode.Usage,
                $"{name}: a built-in game has no sticky actions, action sets, modes or difficulties; leave out "
                + "atari.repeat_action_probability, actions, mode and difficulty, or use a game of the Arcade Learning Environment "
                + "(ale:NAME)");
        return name switch
        {
            "pong" => new Pong(),
            "breakout" => new Breakout(),
            "space-invaders" => new SpaceInvaders(),
            _ => throw new SobolevException(
                ExitCode.Usage,
                $"{name}: unknown game; use {string.Join(", ", Names)}, or ale:NAME for a game of the Arcade Learning Environment"),
        };
    }
}
