using Sobolev.Torch;

namespace Sobolev.Tests.Torch;

public sealed class NativeLoaderTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sobolev-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// A libtorch of another version lacks a function that TorchSharp's library calls: seen when it loads, not at the first call.
    /// </summary>
    [Fact]
    public void A_missing_function_is_told_when_the_library_loads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the other systems look for all functions by themselves");
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));
        var at = library.AsSpan().IndexOf("_ZN2at15set_num_threadsEi\0"u8);
        Assert.True(at > 0, "it does not call set_num_threads");
        "_ZN2at15set_num_threadsXi"u8.CopyTo(library.AsSpan(at));
        var file = Path.Combine(_folder, "libLibTorchSharp.so");
        File.WriteAllBytes(file, library);

        Assert.Contains("undefined symbol: _ZN2at15set_num_threadsXi",
            Assert.Throws<DllNotFoundException>(() => NativeLoader.LoadWhole(file)).Message);
    }

    [Fact]
    public void A_file_that_is_not_a_library_is_told_in_one_line()
    {
        var file = Path.Combine(_folder, "libc10.so");
        File.WriteAllText(file, "not a library");
        foreach (var load in new Func<string, nint>[] { NativeLoader.Load, NativeLoader.LoadWhole })
        {
            var message = Assert.Throws<DllNotFoundException>(() => load(file)).Message;
            Assert.Contains(file, message);
            Assert.DoesNotContain("\n", message);
        }
    }
}
