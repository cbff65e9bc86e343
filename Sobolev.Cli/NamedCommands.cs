namespace Sobolev.Cli;

/// <summary>The commands that a command line can mean: only these are given their options.</summary>
/// <remarks>The options of a verb come from its config by reflection, which for all verbs takes longer than a short command.</remarks>
internal static class NamedCommands
{
    /// <summary>Whether a command line can mean a command, or a part of one.</summary>
    /// <param name="command">One word, e.g. regress or teacher.</param>
    /// <param name="words">The command line. None mean every command; so does a word that holds words: a directive or a file.</param>
    public static bool Include(string command, IReadOnlyList<string> words) =>
        words.Count == 0 || words.Contains(command) || words.Any(word => word.StartsWith('[') || word.StartsWith('@'));
}
