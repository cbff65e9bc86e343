namespace Sobolev.Configuration;

/// <summary>The sources of a config. Later properties override earlier ones.</summary>
public sealed record ConfigSources
{
    /// <summary>The folder with a folder of presets for each verb.</summary>
    public required string PresetFolder { get; init; }

    /// <summary>A preset's name; null means "default" if there is also no file.</summary>
    public string? Preset { get; init; }

    /// <summary>A config file, - for standard input, or null.</summary>
    public string? File { get; init; }

    public TextReader StandardInput { get; init; } = TextReader.Null;

    /// <summary>SOBOLEV_KEY variables: upper case, two underscores between levels.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>KEY=VALUE of --set, in order.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>The verb's own options: the option as written, its key, its text.</summary>
    public IReadOnlyList<(string Option, ConfigKey Key, string Text)> Options { get; init; } = [];
}
