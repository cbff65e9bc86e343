namespace Sobolev.Data;

/// <summary>Endings of the names of images, in any case: of the formats that Skia decodes.</summary>
internal static class ImageEndings
{
    private static readonly HashSet<string> _endings = new(StringComparer.OrdinalIgnoreCase)
    { ".jpeg", ".jpg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp" };

    public static bool Has(string name) => _endings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetExtension(name.AsSpan()));
}
