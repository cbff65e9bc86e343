using CsCheck;
using Sobolev.PatchTorchSharp;

namespace Sobolev.Tests.PatchTorchSharp;

public sealed class VersionPatchTests
{
    private const string Unused = VersionPatch.UnusedVersion;

    /// <summary>Where the packaged library keeps its dynamic table.</summary>
    private const int DynamicTable = 0x1d4b18;

    private static readonly byte[] _library = File.ReadAllBytes(Packaged.Library);

    [Fact]
    public void Only_the_flag_of_the_unused_version_changes()
    {
        var patched = VersionPatch.MarkWeak(_library, Unused);

        var changed = Enumerable.Range(0, _library.Length).Where(i => _library[i] != patched[i]).ToList();
        Assert.Single(changed);
        Assert.Equal(0x2, _library[changed[0]] ^ patched[changed[0]]);
        Assert.Equal([Unused], VersionPatch.Needs(patched).Where(need => need.IsWeak).Select(need => need.Name));
        Assert.DoesNotContain(VersionPatch.Needs(_library), need => need.IsWeak);
    }

    [Fact]
    public void Marking_twice_is_marking_once() =>
        Assert.Equal(VersionPatch.MarkWeak(_library, Unused), VersionPatch.MarkWeak(VersionPatch.MarkWeak(_library, Unused), Unused));

    [Theory]
    [InlineData("GLIBCXX_3.4")]
    [InlineData("GLIBC_2.2.5")]
    [InlineData("CXXABI_1.3")]
    public void A_version_whose_symbols_are_used_is_refused(string version)
    {
        var error = Assert.Throws<InvalidDataException>(() => VersionPatch.MarkWeak(_library, version));
        Assert.Contains($"uses a symbol of {version}", error.Message);
    }

    [Fact]
    public void A_version_that_nobody_asks_for_is_refused() =>
        Assert.Throws<InvalidDataException>(() => VersionPatch.MarkWeak(_library, "GLIBCXX_9.9.9"));

    [Fact]
    public void Other_files_are_refused()
    {
        foreach (var file in new byte[][] { [], "MZ"u8.ToArray(), new byte[5000], [0x7f, .. "ELF"u8, 1, 1, .. new byte[100]] })
            Assert.Throws<InvalidDataException>(() => VersionPatch.MarkWeak(file, Unused));
    }

    [Fact]
    public void A_truncated_file_is_refused() =>
        // The dynamic table is the last thing read; behind the last segment follow sections that no loader reads.
        Gen.Int[0, DynamicTable].Sample(
            length => { Assert.Throws<InvalidDataException>(() => VersionPatch.MarkWeak(_library[..length], Unused)); }, iter: 50);

    [Fact]
    public void A_damaged_file_gives_a_copy_or_a_refusal_and_nothing_else()
    {
        // Where the walk reads: ELF and program headers, the dynamic table, versions and relocations.
        (int From, int Length)[] places = [(0, 0x270), (DynamicTable, 560), (0x3dfae, 0x2000), (0x3f8f0, 0x210), (0x3fb00, 0x9000)];
        var damage = Gen.Select(Gen.Int[0, places.Length - 1].Select(i => places[i])
            .SelectMany(place => Gen.Int[place.From, place.From + place.Length - 1]), Gen.Byte);
        damage.Array[1, 4].Sample(
            changes =>
            {
                var file = _library.ToArray();
                foreach (var (at, value) in changes)
                    file[at] = value;
                try
                {
                    return VersionPatch.MarkWeak(file, Unused).Length == file.Length;
                }
                catch (InvalidDataException)
                {
                    return true;
                }
            },
            iter: 300);
    }
}
