using Sobolev.Kernels;

namespace Sobolev.Surrogates;

/// <summary>The objective of a network over all its rows, in 64 bits: values, gradients and the sum of the squares of the
/// weights.</summary>
/// <param name="Value">Weight of the values' squared error.</param>
/// <param name="Gradient">Weight of the partials' squared error.</param>
/// <param name="Decay">Weight of the sum of the squared weights, biases left out.</param>
internal readonly record struct NetworkWeights(double Value, double Gradient, double Decay);

/// <inheritdoc cref="NetworkWeights"/>
internal sealed class NetworkLoss
{
    /// <summary>Rows at a time: more would only need more memory.</summary>
    private const int MostRows = 2048;

    private readonly SobolevKernel<double> _kernel;
    private readonly MlpShape _shape;
    private readonly Samples _samples;
    private readonly NetworkWeights _weights;
    private readonly double[] _chunk;

    /// <param name="shape">The network.</param>
    /// <param name="samples">Scaled, with the weight of each entry.</param>
    /// <param name="weights">Weights of the terms.</param>
    public NetworkLoss(MlpShape shape, Samples samples, NetworkWeights weights)
    {
        (_shape, _samples, _weights) = (shape, samples, weights);
        _kernel = new SobolevKernel<double>(shape, Math.Min(samples.Count, MostRows));
        _chunk = new double[shape.ParameterCount];
    }

    /// <summary>The loss at these parameters; its gradient goes to <paramref name="gradient"/>.</summary>
    public double At(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        parameters.CopyTo(_kernel.Parameters);
        gradient.Clear();
        double loss = 0;
        for (var start = 0; start < _samples.Count; start += MostRows)
        {
            var rows = Math.Min(MostRows, _samples.Count - start);
            // the kernel's losses are means over its batch
            var part = (double)rows / _samples.Count;
            var weights = new ObjectiveWeights(_weights.Value * part, _weights.Gradient * part);
            var (value, slope) = _kernel.Gradient(BatchOf(start, rows), weights, _chunk);
            loss += weights.Value * value + weights.Gradient * slope;
            Vectors.AddScaled(gradient, 1, _chunk);
        }

        return _weights.Decay == 0 ? loss : loss + Decay(parameters, gradient);
    }

    private KernelBatch<double> BatchOf(int start, int rows)
    {
        var (inputs, outputs) = (_shape.Inputs, _shape.Outputs);
        var partials = outputs * inputs;
        return new KernelBatch<double>(rows, _samples.Points.AsMemory(start * inputs, rows * inputs),
            _samples.Values.AsMemory(start * outputs, rows * outputs))
        {
            ValueMask = _samples.ValueWeights.AsMemory(start * outputs, rows * outputs),
            Derivatives = _weights.Gradient > 0 ? _samples.Jacobians.AsMemory(start * partials, rows * partials) : default,
            DerivativeMask = _weights.Gradient > 0 ? _samples.JacobianWeights.AsMemory(start * partials, rows * partials) : default,
        };
    }

    private double Decay(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        double sum = 0;
        var offset = 0;
        foreach (var (fanIn, fanOut) in _shape.Layers)
        {
            var weights = parameters.Slice(offset, fanIn * fanOut);
            sum += Vectors.Dot(weights, weights);
            Vectors.AddScaled(gradient.Slice(offset, fanIn * fanOut), 2 * _weights.Decay, weights);
            offset += (fanIn + 1) * fanOut;
        }

        return _weights.Decay * sum;
    }
}
