using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// What a training needs of a device, computed there in 32 bits and on the processor in 64: a matrix product, a convolution, its gradient,
/// and the gradient of that.
/// </summary>
/// <param name="Device">The device.</param>
/// <param name="Errors">Name and relative error of each.</param>
/// <param name="Failure">The first line of the error that ended the check, or null.</param>
public sealed record DeviceCheck(ComputeDevice Device, IReadOnlyList<(string Name, double Error)> Errors, string? Failure)
{
    /// <summary>Sound kernels in 32 bits are 1e-6 off; those in tf32 1e-3.</summary>
    private const double Tolerance = 1e-4;

    private static readonly string[] _names = ["product", "convolution", "its gradient", "second gradient"];

    public bool IsSound => Failure is null && Errors.All(error => error.Error < Tolerance);

    /// <summary>Loads libtorch.</summary>
    public static DeviceCheck Of(ComputeDevice device)
    {
        try
        {
            using var scope = NewDisposeScope();
            var (single, exact) = (Compute(float32, device.ToTorch()), Compute(float64, CPU));
            return new(device, [.. _names.Zip(single.Zip(exact, Difference))], Failure: null);
        }
        catch (Exception error) when (error is ExternalException or InvalidOperationException)
        {
            return new(device, [], error.Message.Split('\n')[0]);
        }
    }

    public override string ToString()
    {
        var gpu = Device.CudaIndex is { } index ? $"{NvidiaDriver.NameOf(index)}; " : "";
        return Failure is not null
            ? $"{gpu}fails: {Failure}"
            : $"{gpu}{(IsSound ? "sound" : "WRONG")}: {string.Join(", ", Errors.Select(Text))}";

        static string Text((string Name, double Error) result) => FormattableString.Invariant($"{result.Name} {result.Error:0e0}");
    }

    private static Tensor[] Compute(ScalarType type, Device device)
    {
        using var mode = enable_grad();
        var matrix = Waves(64 * 96, 0.9, type, device).reshape(64, 96);
        var images = Waves(16 * 17 * 12 * 12, 0.7, type, device).reshape(16, 17, 12, 12).requires_grad_(true);
        var kernels = Waves(24 * 17 * 9, 1.3, type, device).reshape(24, 17, 3, 3).requires_grad_(true);
        var value = nn.functional.conv2d(images, kernels, padding: [1, 1]).tanh();
        autograd.backward([value.square().sum()], retain_graph: true, create_graph: true, inputs: [images]);
        var gradient = images.grad!;
        images.grad = null;
        autograd.backward([gradient.square().sum()], inputs: [kernels]);
        return [matrix.mm(matrix.t()), value.detach(), gradient.detach(), kernels.grad!];
    }

    private static double Difference(Tensor single, Tensor exact)
    {
        var difference = TorchSharp.TensorExtensionMethods.ToDouble((single.cpu().to(float64) - exact).norm() / exact.norm());
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    // drawn on the processor in 64 bits: the same numbers on every device
    private static Tensor Waves(long count, double frequency, ScalarType type, Device device) =>
        (arange(count, float64) * frequency).sin().to(type).to(device) / 8;
}
