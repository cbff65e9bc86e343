using System.Globalization;

namespace Sobolev.Configuration;

/// <summary>The texts of single values, read and written in the invariant culture.</summary>
internal static class Values
{
    public static string TypeName(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) ? "true or false"
            : type == typeof(int) || type == typeof(long) ? "a whole number"
            : type == typeof(double) ? "a finite number"
            : type == typeof(TimeSpan) ? Durations.Constraint
            : type.IsEnum ? $"one of {string.Join(", ", Names(type))}"
            : "text";
    }

    public static IEnumerable<string> Names(Type enumeration) => Enum.GetNames(enumeration).Select(ConfigKey.KebabCase);

    /// <returns>The value, or null if the text is not of this type.</returns>
    public static object? Parse(string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return text switch { "true" => true, "false" => false, _ => null };
        if (type == typeof(TimeSpan))
            return Durations.TryParse(text, out var duration) ? duration : null;
        if (type.IsEnum)
            return Enum.GetNames(type).FirstOrDefault(name => ConfigKey.KebabCase(name) == text) is { } name
                ? Enum.Parse(type, name)
                : null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return null;
        if (type == typeof(double))
            return number;
        // 1e5 is a whole number too
        if (number != Math.Floor(number) || Math.Abs(number) > (type == typeof(int) ? int.MaxValue : 1L << 53))
            return null;
        if (type == typeof(int))
            return (int)number;
        return long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole : (long)number;
    }

    public static string ToText(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal),
        TimeSpan duration => Durations.ToText(duration),
        Enum name => ConfigKey.KebabCase(name.ToString()),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
