using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Tests.Torch;

public sealed class NativeLibrariesTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly NativeSystem _linux = NativeSystem.Of("linux", "x64");
    private readonly string _folder = Directory.CreateTempSubdirectory("sobolev-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Natives_beside_the_program_are_found_in_the_order_of_their_needs()
    {
        var program = Fill("program", "libLibTorchSharp.so", "libtorch.so", "libtorch_cpu.so", "libc10.so");
        var found = NativeLibraries.Find(program, chosen: null, _linux);
        Assert.Equal(["libc10.so", "libtorch_cpu.so", "libtorch.so"], found.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(Path.Combine(program, "libLibTorchSharp.so"), found.Bridge);
    }

    [Fact]
    public void Natives_in_the_folder_of_the_runtime_are_found()
    {
        var program = Fill("program");
        var natives = Fill(Path.Combine("program", "runtimes", "linux-x64", "native"), "libLibTorchSharp.so", "libtorch.so",
            "libtorch_cpu.so", "libc10.so");
        Assert.Equal(natives, NativeLibraries.Find(program, chosen: null, _linux).Folder);
    }

    [Theory]
    [InlineData("win", "x64", "libiomp5md.dll c10.dll torch_cpu.dll torch.dll", "LibTorchSharp.dll")]
    [InlineData("osx", "arm64", "libomp.dylib libc10.dylib libtorch_cpu.dylib libtorch.dylib", "libLibTorchSharp.dylib")]
    public void Each_system_has_its_file_names_and_its_companions_first(string system, string processor, string files, string bridge)
    {
        var program = Fill("program");
        var natives = Fill(Path.Combine("program", "runtimes", $"{system}-{processor}", "native"), [.. files.Split(' ').Reverse(), bridge]);
        var found = NativeLibraries.Find(program, chosen: null, NativeSystem.Of(system, processor));
        Assert.Equal(files.Split(' '), found.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(Path.Combine(natives, bridge), found.Bridge);
    }

    [Theory]
    [InlineData("win", "x64", "LibTorchSharp.dll", "does not contain torch_cpu.dll")]
    [InlineData("osx", "arm64", "libLibTorchSharp.dylib", "does not contain libtorch_cpu.dylib")]
    public void The_chosen_folder_counts_on_every_system(string system, string processor, string bridge, string reason)
    {
        var program = Fill("program", bridge);
        var error = Assert.Throws<SobolevException>(() =>
            NativeLibraries.Find(program, Fill("chosen"), NativeSystem.Of(system, processor)));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void A_system_that_TorchSharp_does_not_know_is_told_so_and_not_sent_to_build_again()
    {
        var error = Assert.Throws<SobolevException>(() =>
            NativeLibraries.Find(Fill("program"), chosen: null, NativeSystem.Of("linux", "arm64")));
        Assert.Contains("TorchSharp has no native library for linux-arm64", error.Message);
        Assert.Contains("managed engine", error.Message);
        Assert.DoesNotContain("reinstall", error.Message);
    }

    [Fact]
    public void A_lost_bridge_is_a_matter_of_installing_again()
    {
        var error = Assert.Throws<SobolevException>(() => NativeLibraries.Find(Fill("program"), chosen: null, _linux));
        Assert.Contains("libLibTorchSharp.so is missing", error.Message);
        Assert.Contains("reinstall", error.Message);
    }

    [Fact]
    public void A_chosen_PyTorch_brings_its_CUDA_libraries()
    {
        var program = Fill("program", "libLibTorchSharp.so");
        var chosen =
            Fill("torch/lib", "libtorch_cuda.so", "libc10.so", "libtorch.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_python.so");
        File.WriteAllText(Path.Combine(_folder, "torch", "version.py"),
            "from typing import Optional\n__version__ = '2.10.0+cu128'\ncuda = '12.8'\n");

        var found = NativeLibraries.Find(program, chosen, _linux);

        Assert.Equal(["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"],
            found.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal("2.10.0+cu128", found.Version);
    }

    [Fact]
    public void A_chosen_libtorch_older_than_the_expected_one_is_refused()
    {
        var program = Fill("program", "libLibTorchSharp.so");
        var chosen = Fill("torch/lib", "libtorch_cpu.so");
        File.WriteAllText(Path.Combine(_folder, "torch", "build-version"), "2.1.0+cpu\n");
        Refused("is libtorch 2.1.0+cpu, but this build needs 2.10", program, chosen);
    }

    [Theory]
    [InlineData("2.10.0")]
    [InlineData("2.11.0+cu130")]
    [InlineData("2.12.0a0+git1234")]
    public void A_newer_libtorch_is_tried(string version)
    {
        var program = Fill("program", "libLibTorchSharp.so");
        var chosen = Fill("torch/lib", "libtorch_cpu.so");
        File.WriteAllText(Path.Combine(_folder, "torch", "build-version"), version + "\n");
        Assert.Equal(version, NativeLibraries.Find(program, chosen, _linux).Version);
    }

    [Fact]
    public void Two_libtorches_are_refused() =>
        Refused("two copies in one process clash", Fill("program", "libLibTorchSharp.so", "libtorch_cpu.so"),
            Fill("torch/lib", "libtorch_cpu.so"));

    [Fact]
    public void None_at_all_names_the_ways_out() => Refused("set SOBOLEV_LIBTORCH", Fill("program", "libLibTorchSharp.so"), chosen: null);

    [Fact]
    public void A_chosen_folder_without_libtorch_is_refused() =>
        Refused("does not contain libtorch_cpu.so", Fill("program", "libLibTorchSharp.so"), Path.Combine(_folder, "nowhere"));

    [Fact]
    public void The_expected_version_is_that_of_TorchSharp() =>
        Assert.StartsWith(NativeLibraries.ExpectedVersion + ".", torch.__version__);

    private static void Refused(string reason, string program, string? chosen)
    {
        var error = Assert.Throws<SobolevException>(() => NativeLibraries.Find(program, chosen, _linux));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain("\n", error.Message);
    }

    private string Fill(string folder, params string[] files)
    {
        var path = Path.Combine(_folder, folder);
        Directory.CreateDirectory(path);
        foreach (var file in files)
            File.WriteAllText(Path.Combine(path, file), "");
        return path;
    }
}
