using Sobolev.Models;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.Models;

public sealed class AccuracyTests : IClassFixture<LoadedTorch>, IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>Image i has the classes i, i + 1, ... from the most probable on; the labels are 0, 1, 4, 5 places behind the
    /// first.</summary>
    [Fact]
    public void Images_of_all_batches_count_once()
    {
        (long[] Images, long[] Labels)[] batches = [([0, 1], [0, 2]), ([], []), ([2, 3], [6, 8])];
        var accuracy = Accuracy.Measure(Logits, batches.Length,
            number => (tensor(batches[number].Images), tensor(batches[number].Labels)), withTop5: true);
        Assert.Equal(new Accuracy(4, Top1: 25, Top5: 75), accuracy);
    }

    [Fact]
    public void Of_fewer_than_five_classes_all_are_among_the_five() =>
        Assert.Equal(100, Accuracy.Measure(images => Logits(images)[TensorIndex.Colon, ..3], 1,
            _ => (tensor(new long[] { 0, 1 }), tensor(new long[] { 2, 0 })), withTop5: true).Top5);

    [Fact]
    public void What_is_not_asked_for_or_not_there_is_not_a_number()
    {
        Assert.True(double.IsNaN(Accuracy.Measure(Logits, 1, _ => (tensor(new long[] { 0 }), tensor(new long[] { 0 }))).Top5));
        Assert.Equal(new Accuracy(0, double.NaN, double.NaN), Accuracy.Measure(Logits, 0, _ => throw new InvalidOperationException()));
    }

    /// <returns>(images, 10)</returns>
    private static Tensor Logits(Tensor images) => -(arange(10, dtype: int64) - images.unsqueeze(1)).remainder(10).to(float32);
}
