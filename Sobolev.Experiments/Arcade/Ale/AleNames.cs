using System.Text.RegularExpressions;

namespace Sobolev.Arcade;

/// <summary>Names of games in Gymnasium and Stable-Baselines3, such as ALE/MsPacman-v5 and PongNoFrameskip-v4, as names of ROMs.</summary>
internal static partial class AleNames
{
    /// <summary>The ROM of such a name, e.g. ms_pacman; null for any other text.</summary>
    public static string? RomOf(string name) =>
        GymnasiumName().Match(name) is { Success: true } match
            ? WordBegin().Replace(match.Groups["game"].Value, "_").ToLowerInvariant()
            : null;

    /// <summary>ALE/ or nothing, the game in words that begin with capitals, a variant of early versions, the version.</summary>
    [GeneratedRegex("^(ALE/)?(?<game>[A-Z][A-Za-z0-9]*?)(NoFrameskip|Deterministic)?-v[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex GymnasiumName();

    /// <summary>Where a word begins: MsPacman, UpNDown, TicTacToe3D, but not in Atlantis2.</summary>
    [GeneratedRegex("(?<=[a-z])(?=[A-Z]|[0-9]+[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex WordBegin();
}
