using System.Runtime.Versioning;
using Sobolev.Files;

namespace Sobolev.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class ExecutablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExecutablesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs the modes of Unix");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_is_found_in_the_folders_of_the_path_in_their_order()
    {
        var (first, second) = (Program("one", "git"), Program("two", "git"));
        Assert.Equal(first, Executables.Find("git", $"{_folder.File("none")}:{_folder.File("one")}:{_folder.File("two")}"));
        Assert.Equal(second, Executables.Find("git", _folder.File("two")));
        Assert.Null(Executables.Find("hg", _folder.File("one")));
    }

    [Fact]
    public void A_file_that_cannot_be_executed_is_passed_over()
    {
        File.SetUnixFileMode(Program("one", "git"), UnixFileMode.UserRead);
        Assert.Equal(Program("two", "git"), Executables.Find("git", $"{_folder.File("one")}:{_folder.File("two")}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("one")]
    [InlineData("./one:")]
    public void Relative_folders_of_the_path_are_passed_over(string path)
    {
        Program("one", "git");
        Assert.Null(Executables.Find("git", path));
    }

    [Fact]
    public void A_name_with_a_folder_is_the_path_itself() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "venv/bin/python"), Executables.Find("venv/bin/python"));

    private string Program(string folder, string name)
    {
        Directory.CreateDirectory(_folder.File(folder));
        var path = _folder.File(folder, name);
        File.WriteAllText(path, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
