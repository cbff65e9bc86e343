namespace Sobolev.Cli;

/// <summary>Folder of the configs that ship with the tool.</summary>
internal static class Presets
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "configs");
}
