namespace Sobolev.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceTree
{
    /// <summary>The root of the repository; a test that asks for it is skipped where it is absent.</summary>
    public static string Root()
    {
        // not by the path of this file, which a deterministic build replaces
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Sobolev.slnx")))
            root = root.Parent;
        Assert.SkipWhen(root is null, $"the sources are not above {AppContext.BaseDirectory}");
        return root!.FullName;
    }
}
