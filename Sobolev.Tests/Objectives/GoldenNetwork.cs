using System.Text.Json;
using Sobolev.Objectives;
using Sobolev.Tests.Golden;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sobolev.Tests.Objectives;

/// <summary>The reference's networks, written as functional calls over weights that <see cref="GoldenFile.Fill"/> makes.</summary>
internal sealed class GoldenNetwork
{
    private readonly List<Tensor> _parameters = [];

    public static Tensor Fill(long[] shape, double salt, double scale = 1, double shift = 0) =>
        tensor(GoldenFile.Fill((int)shape.Aggregate(1L, (a, b) => a * b), salt, scale, shift), shape);

    /// <summary>A weight and its bias; the fan-in is the product of all but the first dimension.</summary>
    public (Tensor Weight, Tensor Bias) Layer(double salt, params long[] shape)
    {
        var fanIn = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        var weight = Fill(shape, salt, Math.Sqrt(2.0 / fanIn)).requires_grad_(true);
        var bias = Fill([shape[0]], salt + 0.5, 0.1).requires_grad_(true);
        _parameters.AddRange([weight, bias]);
        return (weight, bias);
    }

    public static Tensor Linear(Tensor x, (Tensor Weight, Tensor Bias) layer) => F.linear(x.flatten(1), layer.Weight, layer.Bias);

    public static Tensor Conv(Tensor x, (Tensor Weight, Tensor Bias) layer, long stride = 1, long padding = 0) =>
        F.conv2d(x, layer.Weight, layer.Bias, [stride, stride], [padding, padding]);

    /// <summary>Runs the backward pass of a loss and compares every parameter's gradient with its digest.</summary>
    public void SameGradients(JsonElement digests, SobolevLoss loss)
    {
        foreach (var parameter in _parameters)
            parameter.grad = null;
        loss.Backward();
        Assert.Equal(digests.GetArrayLength(), _parameters.Count);
        foreach (var (digest, parameter) in digests.EnumerateArray().Zip(_parameters))
            GoldenFile.SameDigest(digest, parameter.grad!.data<double>().ToArray());
    }

    public bool HasGradients => _parameters.Exists(parameter => parameter.grad is not null);
}
