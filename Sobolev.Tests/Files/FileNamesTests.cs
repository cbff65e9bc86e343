using Sobolev.Files;

namespace Sobolev.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("CON", "CON for a device")]
    [InlineData("nul", "NUL for a device")]
    [InlineData("Aux.txt", "AUX for a device")]
    [InlineData("com1.tar.gz", "COM1 for a device")]
    [InlineData("LPT²", "LPT² for a device")]
    [InlineData("sweep/con/a", "CON for a device")]
    [InlineData(@"sweep\PRN", "PRN for a device")]
    [InlineData("x.", "\"x.\"")]
    [InlineData("x ", "\"x \"")]
    [InlineData(" x", "\" x\"")]
    [InlineData("a /b", "\"a \"")]
    [InlineData("a:b", "the character :")]
    [InlineData("what?", "the character ?")]
    [InlineData("a\tb", "a control character")]
    public void A_name_that_Windows_cannot_hold_is_refused(string name, string reason) =>
        Assert.Contains(reason, FileNames.Refusal(name));

    [Theory]
    [InlineData("first")]
    [InlineData("2026-11-25 run.2")]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("COMMON")]
    [InlineData(".hidden")]
    [InlineData("../elsewhere/a")]
    [InlineData("größe")]
    public void Other_names_are_allowed(string name) => Assert.Null(FileNames.Refusal(name));
}
