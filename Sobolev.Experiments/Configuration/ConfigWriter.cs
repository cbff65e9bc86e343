using System.Globalization;
using System.Text;

namespace Sobolev.Configuration;

/// <summary>Writes a record as the YAML that reads back to it: every key, in the order of declaration.</summary>
public static class ConfigWriter
{
    /// <param name="withDescriptions">Write the description of each key, with its type and range, as a comment above it.</param>
    public static string ToYaml(object record, string verb, bool withDescriptions = false)
    {
        var text = new StringBuilder($"verb: {verb}\n");
        Write(text, record, ConfigKey.Of(record.GetType()), "", withDescriptions);
        return text.ToString();
    }

    /// <summary>Every key with its value as text, by dotted path.</summary>
    public static IReadOnlyDictionary<string, string> Texts(object record) =>
        TextsOf(record).ToDictionary(pair => pair.Key.Path, pair => pair.Text);

    /// <summary>The keys in which two records of one type differ, with both values as text.</summary>
    public static IEnumerable<(ConfigKey Key, string One, string Other)> Differences(object one, object other)
    {
        var (first, second) = (TextsOf(one), TextsOf(other));
        return first.Where(pair => pair.Text != second.First(known => known.Key.Path == pair.Key.Path).Text)
            .Select(pair => (pair.Key, pair.Text, second.First(known => known.Key.Path == pair.Key.Path).Text));
    }

    /// <summary>A value that this class wrote, as an option takes it: a list without brackets, <c>64,64</c>.</summary>
    public static string AsOption(string yaml) => yaml is ['[', .., ']'] ? yaml[1..^1].Replace(", ", ",", StringComparison.Ordinal) : yaml;

    /// <summary>A value as YAML has it: a word, a number, or [a, b].</summary>
    internal static string ValueText(ConfigKey key, object? value) =>
        key.IsList ? $"[{string.Join(", ", ((System.Collections.IEnumerable)value!).Cast<object?>().Select(Scalar))}]" : Scalar(value
            ?? key.NullWord);

    /// <summary>Every key that holds a value, with the value as YAML has it.</summary>
    public static IEnumerable<(ConfigKey Key, string Text)> TextsOf(object record) => TextsOf(record, ConfigKey.Of(record.GetType()));

    private static IEnumerable<(ConfigKey Key, string Text)> TextsOf(object record, IReadOnlyList<ConfigKey> keys) =>
        keys.SelectMany(key => key.Children.Count > 0 ? TextsOf(key.Get(record)!, key.Children) : [(key, ValueText(key, key.Get(record)))]);

    private static void Write(StringBuilder text, object record, IReadOnlyList<ConfigKey> keys, string indent, bool withDescriptions)
    {
        foreach (var key in keys)
        {
            if (withDescriptions)
                text.Append(CultureInfo.InvariantCulture, $"{indent}# {key.Description}{RangeOf(key)}\n");
            if (key.Children.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{key.Name}: {ValueText(key, key.Get(record))}\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{indent}{key.Name}:\n");
            Write(text, key.Get(record)!, key.Children, indent + "  ", withDescriptions);
        }
    }

    private static string RangeOf(ConfigKey key) => key.Children.Count > 0 || key.Constraint == "text" ? "" : $" [{key.Constraint}]";

    private static string Scalar(object? value)
    {
        var text = Values.ToText(value);
        return value is string && (
            text.Length == 0 || text is "null" or "~" || !text.All(
                letter =>
                    char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/')) || value is string && text.StartsWith('-')
            ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : text;
    }
}
