using Sobolev.Torch;
using TorchSharp;

namespace Sobolev.Tests.Torch;

public sealed class DevicesTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void The_processor_is_always_there()
    {
        Assert.Equal(ComputeDevice.Cpu, Devices.Resolve("cpu"));
        Assert.Equal(DeviceType.CPU, Devices.Resolve("cpu").ToTorch().type);
    }

    [Fact]
    public void Auto_is_CUDA_exactly_where_torch_finds_it() =>
        Assert.Equal(torch.cuda.is_available() ? "cuda:0" : "cpu", Devices.Resolve("auto").ToString());

    [Fact]
    public void A_device_that_is_not_there_is_wrong_usage_with_a_remedy()
    {
        var error = Assert.Throws<SobolevException>(() => Devices.Resolve("cuda:99"));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.StartsWith("--device cuda:99: ", error.Message);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1x")]
    [InlineData("CPU")]
    [InlineData("")]
    public void Unknown_names_are_wrong_usage(string name)
    {
        var error = Assert.Throws<SobolevException>(() => Devices.Resolve(name));
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("use auto, cpu, cuda or cuda:N", error.Message);
    }

    [Fact]
    public void Threads_are_set_for_the_process()
    {
        var before = TorchThreads.Get();
        TorchThreads.Set(1);
        Assert.Equal(1, TorchThreads.Get());
        TorchThreads.Set(before);
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchThreads.Set(0));
    }

    [Fact]
    public void Versions_are_those_that_the_build_names()
    {
        var versions = TorchVersions.Read();
        Assert.Equal("0.107.0", versions.TorchSharp);
        Assert.StartsWith("2.10.", versions.LibTorch);
        Assert.Null(versions.LibTorchError);
    }
}
