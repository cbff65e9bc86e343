using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>A trained classifier that stays as it is while a student is compared with it.</summary>
internal sealed class Teacher : IDisposable
{
    /// <param name="file">The model that its training left.</param>
    /// <param name="data">Images that it will be applied to.</param>
    /// <param name="statistics">Statistics of its batch normalisation.</param>
    /// <param name="device">Its device.</param>
    public Teacher(TensorFile file, ImageData data, TeacherStatistics statistics, Device device)
    {
        Classifier = Classifier.Of(file, data);
        Digest = Classifier.Digest(file);
        Classifier.Network.to(device);
        foreach (var (_, parameter) in Classifier.Network.named_parameters())
            parameter.requires_grad = false;
        if (ChannelsLast.SuitsDevice(device))
            ChannelsLast.Arrange(Classifier.Network);
        if (statistics == TeacherStatistics.Batch)
            Normalisation.ByBatch(Classifier.Network, learns: false);
        else
            Normalisation.ByRunning(Classifier.Network);
    }

    public Classifier Classifier { get; }

    /// <summary>Digest of its weights.</summary>
    public string Digest { get; }

    public void Dispose() => Classifier.Dispose();
}
