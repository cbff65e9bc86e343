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
        var text = path == "-" ? standardInput.ReadToEnd() : TextOf(path);
        if (text.Length > MostBytes)
            throw new SobolevException(ExitCode.Usage, $"{name}: larger than {MostBytes >> 20} MiB, so not a config file");
        if (text.Contains('\0') || text.Contains('\uFFFD'))
            throw new SobolevException(ExitCode.Usage, $"{name}: not a text file in UTF-8");
        var isJson = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || text.TrimStart().StartsWith('{');
        return isJson ? new JsonReader(name, errors).Read(text) : new YamlReader(name, errors).Read(text);
    }

    private static string TextOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(stream.Length, MostBytes + 1)];
            stream.ReadExactly(bytes);
            return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SobolevException(ExitCode.Usage, $"{path}: no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SobolevException(
                ExitCode.Usage,
                $"{path}: cannot be read{(Directory.Exists(path) ? " (it is a folder)" : $" ({error.Message})")}",
                error);
        }
    }
}
