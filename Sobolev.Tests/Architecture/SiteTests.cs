namespace Sobolev.Tests.Architecture;

/// <summary>The pages of docs as a site (build/site, by docfx).</summary>
public sealed class SiteTests
{
    [Fact]
    public void Each_page_is_in_the_table_of_contents()
    {
        var root = SourceTree.Root();
        var contents = File.ReadAllText(Path.Combine(root, "build", "site", "toc.yml"));
        var pages = Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Select(Path.GetFileName).ToArray();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Contains($"docs/{page}\n", contents, StringComparison.Ordinal));
    }
}
