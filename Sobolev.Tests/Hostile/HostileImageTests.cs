using Sobolev.Data;

namespace Sobolev.Tests.Hostile;

/// <summary>Images that state more pixels than a buffer of their 32-bit product would hold, or than a machine has memory for.</summary>
public sealed class HostileImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>4 * 32769 * 32768 is 131,072 in 32 bits; 4 * 24000 * 24000 is negative; 23000 * 23000 * 4 fits.</summary>
    public static TheoryData<int, int, int> Bombs =>
        new() { { 32_769, 32_768, 1 }, { 24_000, 24_000, 1 }, { 23_000, 23_000, 1 }, { 32_767, 32_767, 8 } };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_small_file_of_many_pixels_is_refused_by_name(int width, int height, int bits)
    {
        Write("train/a/1.png", PngBytes.Grey(width, height, bits, rows: 40));
        Write("train/b/2.png", PngBytes.Grey(4, 4, 8));
        Write("test/a/3.png", PngBytes.Grey(4, 4, 8));
        var error = Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains($"train/a/1.png is {width}x{height}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_small_file_of_many_pixels_is_an_unreadable_image(int width, int height, int bits)
    {
        var decoder = new ImageDecoder();
        var rgb = new byte[16 * 16 * 3];
        // a buffer from an image before must not be written beyond its end
        Assert.True(decoder.Decode(PngBytes.Grey(20, 20, 8), 16, Whole, rgb));
        Assert.False(decoder.Decode(PngBytes.Grey(width, height, bits), 16, Whole, rgb));
        Assert.True(decoder.Decode(PngBytes.Grey(20, 20, 8), 16, Whole, rgb));
    }

    [Fact]
    public void A_large_image_within_the_limit_is_read()
    {
        var rgb = new byte[16 * 16 * 3];
        Assert.True(new ImageDecoder().Decode(PngBytes.Grey(6000, 5000, 1), 16, Whole, rgb));
    }

    [Fact]
    public void A_pipe_in_the_place_of_an_image_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes in folders are of Unix, and told from files on Linux");
        Write("train/a/1.png", PngBytes.Grey(4, 4, 8));
        Write("test/a/1.png", PngBytes.Grey(4, 4, 8));
        Directory.CreateDirectory(_folder.File("train", "b"));
        Pipes.Make(_folder.File("train", "b", "2.png"));
        var error = Assert.Throws<SobolevException>(() => ImageSource.Read(_folder.Path));
        Assert.Contains("2.png cannot be read: not a regular file", error.Message, StringComparison.Ordinal);
    }

    private static Cut Whole(int width, int height) => new(0, 0, width, height, false);

    private void Write(string name, byte[] content)
    {
        var path = _folder.File(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
