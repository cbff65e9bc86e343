namespace Sobolev.Export;

/// <summary>Names of files as names in a program.</summary>
internal static class Identifiers
{
    /// <summary>option-200 is option_200.</summary>
    public static string Snake(string name)
    {
        var joined = string.Join('_', Words(name)).ToLowerInvariant();
        return char.IsAsciiDigit(joined[0]) ? "model_" + joined : joined;
    }

    /// <summary>option-200 is Option200.</summary>
    public static string Pascal(string name)
    {
        var joined = string.Concat(Words(name).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return char.IsAsciiDigit(joined[0]) ? "Model" + joined : joined;
    }

    private static string[] Words(string name)
    {
        var words = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? words : ["model"];
    }
}
