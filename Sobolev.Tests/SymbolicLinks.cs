namespace Sobolev.Tests;

/// <summary>Whether this user can make symbolic links: on Windows a right that not everyone has, and Wine makes none.</summary>
internal static class SymbolicLinks
{
    private static readonly Lazy<bool> _canBeMade = new(Try);

    public static void SkipIfNone() => Assert.SkipUnless(_canBeMade.Value, "this user cannot make symbolic links here");

    private static bool Try()
    {
        if (!OperatingSystem.IsWindows())
            return true;
        using var folder = new TemporaryFolder();
        try
        {
            return File.CreateSymbolicLink(folder.File("link"), "target") is { LinkTarget: "target" }
                && new FileInfo(folder.File("link")).LinkTarget == "target";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
