namespace Sobolev.Configuration;

/// <summary>A mistake that only shows when keys are seen together.</summary>
/// <param name="Key">The dotted key to change.</param>
public sealed record ConfigMistake(string Key, string Message);

/// <summary>A config record that checks its keys against each other, once each is right by itself.</summary>
public interface IChecked
{
    IEnumerable<ConfigMistake> Check();
}

/// <summary>Gathers mistakes, so that they are reported all at once.</summary>
internal sealed class ConfigErrors
{
    private readonly List<string> _lines = [];

    public bool Any => _lines.Count > 0;

    public void Add(string place, string key, string message) => _lines.Add(key.Length == 0 ? $"{place}: {message}" : $"{place}: {key}: {message}");

    /// <exception cref="SobolevException">There are mistakes: one line each (exit 2).</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw new SobolevException(ExitCode.Usage, string.Join('\n', _lines));
    }
}
