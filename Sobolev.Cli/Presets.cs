namespace Sobolev.Cli;

/// <summary>The configs that ship with the tool.</summary>
internal static class Presets
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "configs");

    /// <summary>The names of a verb's presets.</summary>
    public static IEnumerable<string> Of(string verb)
    {
        var folder = Path.Combine([Folder, .. verb.Split(' ')]);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal) : [];
    }
}
