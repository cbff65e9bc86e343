using System.IO.Enumeration;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Sobolev.Tests.Architecture;

/// <summary>THIRD-PARTY-NOTICES.md names each package that the tool ships, with the licence that the package itself states.</summary>
public sealed class NoticesTests
{
    [Fact]
    public void Each_package_of_the_tool_is_named()
    {
        var shipped = Packages().Select(package => package.Name).ToArray();
        Assert.Contains("TorchSharp", shipped);
        Assert.Empty(shipped.Except(Rows().Keys));
    }

    [Fact]
    public void Each_licence_is_that_of_the_package()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Assert.SkipUnless(Directory.Exists(cache), "the package cache is not here");
        var (rows, notices) = (Rows(), Notices());
        var mistakes =
            from package in Packages()
            let specification =
                Path.Combine(cache, package.Name.ToLowerInvariant(), package.Version, package.Name.ToLowerInvariant() + ".nuspec")
            where File.Exists(specification)
            let licence = Licence(XDocument.Load(specification))
            where !notices.Contains($"<{licence}>") && rows.GetValueOrDefault(package.Name) != licence
            select $"{package.Name}: the package says {licence}, the notices {rows.GetValueOrDefault(package.Name)}";
        Assert.Empty(mistakes);
    }

    [Fact]
    public void Each_native_library_of_the_packages_is_named()
    {
        string[] patterns =
        [
            .. Table("## Native libraries").SelectMany(cells => cells[1].Split('`').Where((_, part) => part % 2 == 1)),
        ];
        Assert.NotEmpty(patterns);
        var packages = Packages().Select(package => package.Name).ToHashSet();
        string[] natives =
        [
            .. from target in Dependencies()["targets"]!.AsObject()
               from library in target.Value!.AsObject()
               where packages.Contains(library.Key.Split('/')[0])
               from file in library.Value!["native"]?.AsObject().AsEnumerable() ?? []
               select Path.GetFileName(file.Key),
        ];
        Assert.Contains(natives, name => name.Contains("torch_cpu", StringComparison.Ordinal));
        Assert.All(natives, name => Assert.Contains(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, name)));
    }

    /// <summary>The packages of the tool; those that only the build uses have no files in it.</summary>
    private static IEnumerable<(string Name, string Version)> Packages() =>
        from library in Dependencies()["libraries"]!.AsObject()
        where (string?)library.Value!["type"] == "package"
        let parts = library.Key.Split('/')
        select (parts[0], parts[1]);

    private static JsonNode Dependencies()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "sobolev.deps.json");
        Assert.SkipUnless(File.Exists(path), "a published folder of the tests has no list of the tool's packages");
        return JsonNode.Parse(File.ReadAllText(path))!;
    }

    /// <summary>The name of the licence, or its address in packages that give no name.</summary>
    private static string Licence(XDocument specification)
    {
        string? Value(string name) => specification.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        return Value("license") ?? Value("licenseUrl") ?? "no licence";
    }

    private static string Notices() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "THIRD-PARTY-NOTICES.md"));

    /// <summary>Licence by package.</summary>
    private static Dictionary<string, string> Rows() => Table("## Packages").ToDictionary(cells => cells[1], cells => cells[2]);

    /// <summary>The cells of each row of the table below a heading; cell 1 is the first.</summary>
    private static IEnumerable<string[]> Table(string heading) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "THIRD-PARTY-NOTICES.md"))
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries));
}
