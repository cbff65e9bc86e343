using Sobolev.Files;

namespace Sobolev.Surrogates;

/// <summary>A fitted function, in the user's units.</summary>
internal interface ISurrogateModel
{
    int Inputs { get; }

    int Outputs { get; }

    /// <summary>Values (count, outputs) and Jacobians (count, outputs, inputs) at points (count, inputs).</summary>
    (double[] Values, double[] Jacobians) Predict(double[] points);

    /// <summary>Second derivatives (outputs, inputs, inputs) at one point.</summary>
    double[] Hessian(ReadOnlySpan<double> point);

    /// <summary>Named tensors and metadata, from which <see cref="FittedModel"/> makes the model again.</summary>
    (IReadOnlyList<StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Tensors();
}
