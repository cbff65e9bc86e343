namespace Sobolev;

/// <summary>Names in a line for people.</summary>
internal static class ShortList
{
    /// <summary>The first so many names, and how many more there are: "a, b and 3 more".</summary>
    public static string Of(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
