using System.Security.Cryptography;
using Sobolev.PatchTorchSharp;

namespace Sobolev.Tests.PatchTorchSharp;

public sealed class PatchedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sobolev-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_program_runs_on_the_patched_native_library()
    {
        PatchedFile.Write(PatchedFile.KnownVersion, Packaged.Library, _folder);
        var patched = Path.Combine(_folder, "libLibTorchSharp.so");
        Assert.Equal([VersionPatch.UnusedVersion],
            VersionPatch.Needs(File.ReadAllBytes(patched)).Where(need => need.IsWeak).Select(need => need.Name));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has the file beside the program");
        Assert.Equal(Hash(patched), Hash(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so")));
    }

    [Fact]
    public void The_packaged_file_is_never_written()
    {
        var before = Hash(Packaged.Library);
        PatchedFile.Write(PatchedFile.KnownVersion, Packaged.Library, _folder);
        Assert.Equal(before, Hash(Packaged.Library));
    }

    /// <summary>An output folder may hold the old copy as the same file, by a hard link.</summary>
    [Fact]
    public void An_old_copy_is_replaced_and_not_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file is not replaced there");
        var path = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllText(path, "the old copy");
        using var held = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        PatchedFile.Write(PatchedFile.KnownVersion, Packaged.Library, _folder);
        using var reader = new StreamReader(held);
        Assert.Equal("the old copy", reader.ReadToEnd());
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("0.106.0")]
    [InlineData("0.108.0")]
    [InlineData("")]
    public void Another_version_of_TorchSharp_is_refused_with_a_remedy(string version)
    {
        var error = Assert.Throws<InvalidDataException>(() => PatchedFile.Write(version, Packaged.Library, _folder));
        Assert.Contains("docs/known-issues.md", error.Message);
        Assert.DoesNotContain("\n", error.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_without_a_known_fault_is_refused()
    {
        var other = Path.Combine(_folder, "libc10.so");
        File.WriteAllText(other, "");
        Assert.Contains("no patch is known",
            Assert.Throws<InvalidDataException>(() => PatchedFile.Write(PatchedFile.KnownVersion, other, _folder)).Message);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
