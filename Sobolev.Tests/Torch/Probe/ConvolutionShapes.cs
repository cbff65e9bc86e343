using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Sobolev.Tests.TorchProbe;

/// <summary>The convolutions that networks computed while they were watched, each of which can be computed again by itself.</summary>
internal sealed class ConvolutionShapes
{
    private readonly HashSet<Shape> _seen = [];

    public void Watch(nn.Module network)
    {
        foreach (var convolution in network.modules().OfType<Conv2d>())
        {
            var weight = convolution.weight.shape;
            var (stride, padding) = (convolution.stride[0], convolution.padding?[0] ?? 0);
            convolution.register_forward_hook((_, images, value) =>
            {
                var isLast = images.stride(1) == 1 && images.shape[1] > 1;
                _seen.Add(new(images.shape[0], images.shape[1], images.shape[2], weight[0], weight[2], stride, padding, isLast));
                return value;
            });
        }
    }

    /// <summary>A line a shape: the largest error in 32 bits against 64 over value, gradients and second gradients.</summary>
    public IEnumerable<string> Errors() => _seen.Select(shape => FormattableString.Invariant($"{shape.Error():E2} {shape}"));

    private sealed record Shape(long Batch, long Inputs, long Side, long Outputs, long Kernel, long Stride, long Padding, bool ChannelsLast)
    {
        public double Error()
        {
            using var scope = NewDisposeScope();
            manual_seed(5);
            var images = randn(Batch, Side, Side, Inputs, float64).permute(0, 3, 1, 2);
            if (!ChannelsLast)
                images = images.contiguous();
            var kernels = randn(Outputs, Inputs, Kernel, Kernel, float64) / Math.Sqrt(Inputs * Kernel * Kernel);
            var (single, exact) = (Jets(images, kernels, float32), Jets(images, kernels, float64));
            return single.Zip(
                exact,
                (one, other) =>
                    (one.to(float64) - other).norm()
                        .ToDouble() / other.norm()
                        .ToDouble()).Select(error => double.IsNaN(error) ? double.PositiveInfinity : error).Max();
        }

        /// <summary>
        /// y; then dx and dw of an inner product with y; then the derivatives of an inner product with dx by w and by the output gradient.
        /// </summary>
        private Tensor[] Jets(Tensor images, Tensor kernels, ScalarType type)
        {
            manual_seed(6);
            var (x, w) = (images.to(type).detach().requires_grad_(true), kernels.to(type).detach().requires_grad_(true));
            var y = nn.functional.conv2d(x, w, strides: [Stride], padding: [Padding]);
            var u = randn(y.shape, float64).to(type).requires_grad_(true);
            y.backward([u], create_graph: true, retain_graph: true, inputs: [x, w]);
            var (dx, dw) = (x.grad!, w.grad!);
            (x.grad, w.grad) = (null, null);
            dx.backward([randn(x.shape, float64).to(type)], create_graph: false, retain_graph: false, inputs: [w, u]);
            return [y.detach(), dx.detach(), dw.detach(), w.grad!, u.grad!];
        }
    }
}
