namespace Sobolev.Tests.Cli;

/// <summary>The streams, programs and names of the operating system, which differ between systems.</summary>
[Trait("Speed", "Slow")]
public sealed class SystemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Streams_are_UTF8_also_where_the_locale_is_another_one()
    {
        Directory.CreateDirectory(_folder.File("größe"));
        using var tool = ToolProcess.StartShell($"cd {_folder.Path}; LC_ALL=en_US.ISO-8859-1 $SOBOLEV runs list größe");
        Assert.Equal("sobolev: no runs below größe\n", tool.Wait().Error);
    }

    [Fact]
    public void Git_is_not_taken_from_the_current_folder()
    {
        using var tool = ToolProcess.StartShell($"""
            cd {_folder.Path}
            printf '#!/bin/sh\ntouch {_folder.File("executed")}\n' > git
            chmod +x git
            $SOBOLEV regress --preset quick --fn booth --samples 20 --updates 10 --set network.hidden=4 --name run --out . --quiet
            """);
        Assert.Equal(0, tool.Wait().ExitCode);
        Assert.False(File.Exists(_folder.File("executed")));
    }

    [Theory]
    [InlineData("NUL", "--name NUL: Windows keeps NUL for a device; choose another name")]
    [InlineData("x.",
        "--name x.: \"x.\" begins with a blank, or ends with a blank or a full stop, which Windows drops; choose another name")]
    public void A_name_that_Windows_cannot_hold_is_refused_on_every_system(string name, string refusal)
    {
        var refused = ToolInProcess.Run("regress", "--preset", "quick", "--out", _folder.Path, "--name", name);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal($"sobolev: {refusal}\n", refused.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
