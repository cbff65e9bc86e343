using Sobolev.Distillation;
using Sobolev.Files;

namespace Sobolev.Tests.Distillation;

/// <summary>Frames on disk: what is written is read, what is damaged is refused.</summary>
public sealed class RecordingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Packed_frames_come_back()
    {
        var frames = Noise(5 * FrameChunk.FrameSize, 1);
        var back = new byte[frames.Length];
        FrameChunk.Unpack(FrameChunk.Pack(frames), back);
        Assert.Equal(frames, back);
    }

    [Fact]
    public void Fewer_or_more_frames_than_expected_are_refused()
    {
        var packed = FrameChunk.Pack(Noise(3 * FrameChunk.FrameSize, 2));
        Assert.Throws<InvalidDataException>(() => FrameChunk.Unpack(packed, new byte[4 * FrameChunk.FrameSize]));
        Assert.Throws<InvalidDataException>(() => FrameChunk.Unpack(packed, new byte[2 * FrameChunk.FrameSize]));
    }

    [Fact]
    public void Each_decision_sees_its_own_four_frames_and_none_of_another_episode()
    {
        var (path, frames) = Write();
        var recording = Recording.Read(path);
        Assert.Equal(("pong", 3, 5), (recording.Game, recording.Actions, recording.Count));
        Assert.Equal([0, 2, 5], recording.Starts);
        (int Episode, int First)[] expected = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)];
        for (var decision = 0; decision < 5; decision++)
            Assert.Equal(frames[expected[decision].Episode].AsSpan(expected[decision].First * FrameChunk.FrameSize,
                4 * FrameChunk.FrameSize).ToArray(), recording.History(decision).ToArray());
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        var (path, _) = Write();
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 7, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            AssertRefused(path);
        }
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        var (path, _) = Write();
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        AssertRefused(path);
        bytes[^1] ^= 1;
        bytes[^200] ^= 1;
        File.WriteAllBytes(path, bytes);
        AssertRefused(path);
    }

    [Fact]
    public void A_file_of_something_else_or_of_another_version_is_refused()
    {
        var path = _folder.File("foreign.safetensors");
        Write(path, [StoredTensor.Of<float>("x", [1], 1)], new Dictionary<string, string>());
        AssertRefused(path);
        File.WriteAllText(path, "not a recording");
        AssertRefused(path);
        var (tensors, metadata) = Small().Tensors();
        Write(path, tensors, new Dictionary<string, string>(metadata) { ["version"] = "2" });
        AssertRefused(path);
        Write(path, [.. tensors.Take(3)], metadata);
        AssertRefused(path);
    }

    private static void AssertRefused(string path)
    {
        var error = Assert.Throws<SobolevException>(() => Recording.Read(path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains(path, error.Message);
    }

    private (string Path, byte[][] Frames) Write()
    {
        var path = _folder.File("recording.safetensors");
        var (tensors, metadata) = Small().Tensors();
        Write(path, tensors, metadata);
        return (path, Frames());
    }

    private static void Write(string path, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = File.Create(path);
        SafeTensors.Write(stream, tensors, metadata);
    }

    private static RecordingFile Small()
    {
        var frames = Frames();
        return new RecordingFile("pong", 3,
        [
            new RecordedEpisode(FrameChunk.Pack(frames[0]), [0, 1], [0, 1]),
            new RecordedEpisode(FrameChunk.Pack(frames[1]), [2, 1, 0], [0, 0, -1]),
        ]);
    }

    private static byte[][] Frames() => [Noise(5 * FrameChunk.FrameSize, 3), Noise(6 * FrameChunk.FrameSize, 4)];

    private static byte[] Noise(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
