using System.Text;

namespace Sobolev.Configuration;

/// <summary>Reads a config file, YAML or JSON, into a tree that knows its places.</summary>
internal static class ConfigFile
{
    private const int MostBytes = 1 << 20;

    /// <param name="path">A file, or - for <paramref name="standardInput"/>.</param>
    public static MappingNode Read(string path, TextReader standardInput, ConfigErrors errors)
    {
        var name = path == "-" ? "<stdin>" : path;
        var text = path == "-" ? Guarded(name, () => Limited(standardInput)) : TextOf(path);
        if (text.Length > MostBytes)
            throw new SobolevException(ExitCode.Usage, $"{name}: larger than {MostBytes >> 20} MiB, so not a config file");
        if (text.Contains('\0') || text.Contains('\uFFFD'))
            throw new SobolevException(ExitCode.Usage, $"{name}: not a text file in UTF-8");
        var isJson = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || text.TrimStart().StartsWith('{');
        var tree = isJson ? new JsonReader(name, errors).Read(text) : new YamlReader(name, errors).Read(text);
        // the program that writes it may have failed: a run of defaults must not begin then
        if (tree.Entries.Count == 0 && !errors.Any)
            errors.Add(name, "", "the config is empty; give at least one key, or leave out --config for the default preset");
        return tree;
    }

    private static string TextOf(string path) => Guarded(path, () =>
    {
        // a pipe has no length, and a device no end
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        var bytes = new byte[MostBytes + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\uFEFF');
    });

    private static string Limited(TextReader reader)
    {
        var letters = new char[MostBytes + 1];
        return new string(letters, 0, reader.ReadBlock(letters, 0, letters.Length));
    }

    private static string Guarded(string name, Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SobolevException(ExitCode.Usage, $"{name}: no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(
                ExitCode.Usage,
                $"{name}: cannot be read{(Directory.Exists(name) ? " (it is a folder)" : $" ({error.Message})")}",
                error);
        }
    }
}
