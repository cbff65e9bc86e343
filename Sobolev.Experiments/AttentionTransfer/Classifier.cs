using System.Globalization;
using System.Security.Cryptography;
using Sobolev.Data;
using Sobolev.Files;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.AttentionTransfer;

/// <summary>A network and the metadata that a file needs to rebuild it; teacher and student are classifiers.</summary>
internal sealed class Classifier(NetworkOptions keys, int channels, IReadOnlyList<string> classes) : IDisposable
{
    private const string Format = "sobolev-classifier";

    public NetworkOptions Keys => keys;

    public IReadOnlyList<string> Classes => classes;

    public LinearisedNetwork Network { get; } = keys.Build(channels, classes.Count);

    /// <summary>A network with initial weights.</summary>
    public static Classifier Fresh(NetworkOptions keys, ImageData data, RandomStream rng)
    {
        var classifier = new Classifier(keys, data.Training.Channels, data.Classes);
        HeWeights.Draw(classifier.Network, rng);
        return classifier;
    }

    /// <summary>The keys that a model file was made with.</summary>
    /// <exception cref="SobolevException">The file is not a model of this verb (exit 3).</exception>
    public static NetworkOptions KeysOf(TensorFile file)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format
            || !Enum.TryParse<NetworkKind>(file.Metadata.GetValueOrDefault("kind"), out var kind))
            throw new SobolevException(
                ExitCode.DataMissing,
                "not a classifier of sobolev attention; give models/teacher-*.safetensors of one of its runs");
        var keys = new NetworkOptions
        {
            Kind = kind,
            Depth = int.TryParse(file.Metadata.GetValueOrDefault("depth"), CultureInfo.InvariantCulture, out var depth)
                && depth is >= 0 and <= 1000 ? depth : throw Damaged("depth"),
            Width = double.TryParse(file.Metadata.GetValueOrDefault("width"), CultureInfo.InvariantCulture, out var width)
                && width is > 0 and <= 64 ? width : throw Damaged("width"),
            Normalised = file.Metadata.GetValueOrDefault("normalised") == bool.TrueString,
        };
        return keys.IsPossible ? keys : throw Damaged("depth");

        static SobolevException Damaged(string key) =>
            new(ExitCode.DataMissing, $"a damaged classifier: its metadata has no possible {key}");
    }

    /// <exception cref="SobolevException">The file is not a model of this verb, or was trained on other images (exit 3).</exception>
    public static Classifier Of(TensorFile file, ImageData data)
    {
        var keys = KeysOf(file);
        var classes = file.Metadata.GetValueOrDefault("classes") ?? "";
        if (classes != NameList.Join(data.Classes))
            throw new SobolevException(
                ExitCode.DataMissing,
                $"the classifier tells {Printable.Of(classes, 200)} apart, the data have {Printable.Of(NameList.Join(data.Classes), 200)}");
        var classifier = new Classifier(keys, data.Training.Channels, data.Classes);
        NetworkFile.Load(classifier.Network, file);
        return classifier;
    }

    /// <summary>SHA-256 of all weights, which does not depend on the file.</summary>
    public static string Digest(TensorFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in file.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
            tensor.Bytes.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// The log loss of each image (batch) as a jet by the pixels that is not trained: gradients of the sum over the batch.
    /// </summary>
    /// <param name="images">(batch, channels, height, width)</param>
    /// <param name="labels">(batch)</param>
    public FunctionJet Loss(Tensor images, Tensor labels, int order) =>
        new(x => Losses(Linearised.At(x), labels).Value, images, Graph.Detached, order);

    /// <summary><see cref="Loss"/> of a network in training.</summary>
    public LinearisedJet TrainedLoss(Tensor images, Tensor labels, int order) => new(x => Losses(x, labels), images, order);

    public (IReadOnlyList<StoredTensor> Tensors, Dictionary<string, string> Metadata) Stored() =>
        (NetworkFile.Tensors(Network), new Dictionary<string, string>
        {
            ["format"] = Format,
            ["kind"] = keys.Kind.ToString(),
            ["depth"] = keys.Depth.ToString(CultureInfo.InvariantCulture),
            ["width"] = keys.Width.ToString("R", CultureInfo.InvariantCulture),
            ["normalised"] = keys.Normalised.ToString(),
            ["classes"] = NameList.Join(classes),
        });

    public void Dispose() => Network.Dispose();

    private Linearised Losses(Linearised images, Tensor labels) => Network.Linearise(images).Mapped(Autocast.Widened).LogSoftmax()
        .Mapped(scores => nn.functional.nll_loss(scores, labels, reduction: nn.Reduction.None));
}
