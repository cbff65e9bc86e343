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
    private const int Most = 100, LongestPlace = 200, LongestMessage = 1000;

    private readonly List<string> _lines = [];
    private int _more;

    public bool Any => _lines.Count > 0;

    /// <summary>Whether no further mistake would be named.</summary>
    public bool AreMany => _lines.Count >= Most;

    public void Add(string place, string key, string message)
    {
        if (AreMany)
        {
            _more++;
            return;
        }

        var start = key.Length == 0 ? "" : $"{Printable.Of(key, LongestPlace)}: ";
        _lines.Add($"{Printable.Of(place, LongestPlace)}: {start}{Printable.Of(message, LongestMessage)}");
    }

    /// <exception cref="SobolevException">There are mistakes: one line each (exit 2).</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw new SobolevException(ExitCode.Usage,
                string.Join('\n', _more == 0 ? _lines : _lines.Append($"and {_more} more mistakes")));
    }
}
