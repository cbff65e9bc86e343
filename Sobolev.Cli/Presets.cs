namespace Sobolev.Cli;

/// <summary>Where the configs lie that ship with the tool.</summary>
internal static class Presets
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "configs");
}
