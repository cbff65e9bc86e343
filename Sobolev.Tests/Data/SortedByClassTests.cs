using Sobolev.AttentionTransfer;
using Sobolev.Data;
using Sobolev.Randomness;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Data.ImageNet;
using Sobolev.Tests.Data.Images;
using Sobolev.Tests.Torch;
using static TorchSharp.torch;

namespace Sobolev.Tests.Data;

/// <summary>Images in folders by class lie sorted: a subset used for measurements or pictures must still be a fair sample.</summary>
public sealed class SortedByClassTests : IClassFixture<LoadedTorch>
{
    private static readonly ImageData _sorted = ImageSource.Read(CifarSlice.Path);

    [Fact]
    public void The_slice_is_sorted_by_class() => Assert.Equal(_sorted.Training.Labels.Order(), _sorted.Training.Labels);

    [Fact]
    public void A_probe_has_images_of_every_class_and_is_the_seeds()
    {
        var probe = _sorted.Probe(100, seed: 0);
        // 10 of each are expected, with a deviation of 2.6
        Assert.All(Enumerable.Range(0, 10), of => Assert.InRange(probe.Labels.Count(label => label == of), 1, 25));
        Assert.Equal(probe.Digest(), _sorted.Probe(100, seed: 0).Digest());
        Assert.NotEqual(probe.Digest(), _sorted.Probe(100, seed: 1).Digest());
    }

    /// <summary>Other labels for the images beyond the first 64: what is measured on those alone would be the same.</summary>
    [Fact]
    public void Sg_cifar_measures_on_images_of_every_class()
    {
        var config = new SgCifarConfig
        {
            ProbeImages = 64,
            TestImages = 10,
            Updates = 1,
            Trunk = new TrunkOptions { Width = 4, BatchSize = 16 },
            Methods = ["backprop"],
        };
        double Loss(ImageData data)
        {
            var experiment = new SgCifarExperiment(config, () => data);
            using var trial = experiment.Build(experiment.Plan()[0]);
            return trial.Evaluate()[0];
        }

        Assert.Equal(Loss(_sorted), Loss(_sorted));
        Assert.NotEqual(Loss(_sorted), Loss(WithOtherLabelsAfter(64)));
    }

    [Fact]
    public void Attention_measures_on_images_of_every_class()
    {
        var config = new AttentionConfig
        {
            ProbeImages = 64,
            BatchSize = 16,
            Teacher = new TeacherOptions { Network = new NetworkOptions { Depth = 10, Width = 0.25 } },
        };
        double Loss(ImageData data)
        {
            var teacher = Classifier.Fresh(config.Teacher.Network, data, new RandomStream(0, "weights"));
            using var trial = new AttentionTrial(config, data, AttentionMethod.Teacher, 0, teacher, null, CPU, seed: 0);
            return trial.Evaluate()[0];
        }

        Assert.Equal(Loss(_sorted), Loss(_sorted));
        Assert.NotEqual(Loss(_sorted), Loss(WithOtherLabelsAfter(64)));
    }

    [Fact]
    public void Images_shown_are_drawn_one_of_each_class()
    {
        var test = _sorted.Test;
        var shown = Enumerable.Range(0, 20).Select(seed => GradientPictures.Choose(test, new RandomStream(seed, "images/shown"))).ToArray();
        Assert.All(shown, images => Assert.Equal(8, images.Select(image => test.Labels[image]).Distinct().Count()));
        Assert.All(shown,
            images => Assert.Equal(images.Select(image => test.Labels[image]).Order(), images.Select(image => test.Labels[image])));
        // ten of a class are there, and ten classes for eight places: in 20 draws of 8 all classes come, and most of the images
        Assert.Equal(10, shown.SelectMany(images => images).Select(image => test.Labels[image]).Distinct().Count());
        Assert.InRange(shown.SelectMany(images => images).Distinct().Count(), 60, 100);
    }

    [Fact]
    public void Samples_of_ImageNet_have_images_of_every_class()
    {
        var training = ImageNetData.Open(ImageNetSlice.Tar, "", 0).Training;
        Assert.Equal(training.Select(image => image.Label).Order(), training.Select(image => image.Label));
        var some = ImageNetData.Sample(training, training.Count / 2, new RandomStream(0, "images/probe"));
        Assert.Equal(training.Select(image => image.Label).Distinct(), some.Select(image => image.Label).Distinct().Order());
    }

    private static ImageData WithOtherLabelsAfter(int count) => _sorted with
    {
        Training = _sorted.Training with
        {
            Labels =
            [.. _sorted.Training.Labels.Select((label, i) => i < count ? label : (byte)((label + 1) % 10))]
        },
    };
}
