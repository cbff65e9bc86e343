namespace Sobolev.Configuration;

/// <summary>Values as configs, CSV files and messages spell them.</summary>
public static class ConfigText
{
    /// <summary>A member of an enumeration in lower case with hyphens: LeakyRelu as leaky-relu.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => ConfigKey.KebabCase(value.ToString());

    /// <summary>The member that <see cref="Of{T}"/> spells so, or null.</summary>
    public static T? Parse<T>(string text)
        where T : struct, Enum => (T?)Values.Parse(text, typeof(T));
}
