using Sobolev.Distillation;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Distillation;

public sealed class FramesOnDeviceTests : IClassFixture<LoadedTorch>
{
    [Fact]
    public void Histories_are_those_that_the_host_puts_together()
    {
        using var scope = NewDisposeScope();
        var recording = new Recording(new RecordingFile("pong", 3, [Episode(2, 1), Episode(3, 2), Episode(1, 3)]));
        var frames = new FramesOnDevice(recording, CPU);
        int[] decisions = [5, 0, 1, 2, 4, 3, 3];
        var (ours, theirs) = (frames.Histories(decisions), recording.Histories(decisions, CPU));
        Assert.Equal(theirs.shape, ours.shape);
        Assert.Equal(theirs.data<float>().ToArray(), ours.data<float>().ToArray());
    }

    private static RecordedEpisode Episode(int decisions, int seed)
    {
        var bytes = new byte[(decisions + RecordedEpisode.Lead) * FrameChunk.FrameSize];
        new Random(seed).NextBytes(bytes);
        return new RecordedEpisode(FrameChunk.Pack(bytes), new byte[decisions], new float[decisions]);
    }
}
