namespace Sobolev.Kernels;

/// <summary>
/// One linear layer of the network with the rows that pass through it; rows of the value path first, slope rows after them.
/// </summary>
/// <remarks>Slope rows are point-major: the directions of point 0, those of point 1, ... Names follow docs/kernels.md.</remarks>
internal sealed unsafe class LinearLayer<T>
    where T : unmanaged
{
    /// <summary>Keeps alive what the matrices point at.</summary>
    private readonly List<PinnedBuffer<T>> _buffers = [];

    /// <param name="fanIn">Columns of the weight.</param>
    /// <param name="fanOut">Rows of the weight.</param>
    /// <param name="offset">Where the weight starts in the flat parameter vector; the bias follows it.</param>
    /// <param name="points">Most rows of the value path.</param>
    /// <param name="slopeRows">Most slope rows.</param>
    /// <param name="isCurved">An activation with curvature follows.</param>
    public LinearLayer(int fanIn, int fanOut, int offset, int points, int slopeRows, bool isCurved)
    {
        (FanIn, FanOut, Offset) = (fanIn, fanOut, offset);
        Inputs = Allocate(points + slopeRows, fanIn);
        Deltas = Allocate(points + slopeRows, fanOut);
        Transposed = Allocate(fanIn, fanOut);
        Slope = Allocate(points, fanOut);
        Curvature = Allocate(isCurved ? points : 0, fanOut);
        Curved = Allocate(isCurved ? slopeRows : 0, fanOut);
        CurvatureTerm = Allocate(isCurved ? points : 0, fanOut);
    }

    public int FanIn { get; }

    public int FanOut { get; }

    public int Offset { get; }

    public int WeightCount => FanIn * FanOut;

    /// <summary>Row by row a (points), then q (slope rows): what enters the layer, forwards.</summary>
    public Matrix<T> Inputs { get; }

    /// <summary>Row by row c, the derivative of the loss by z (points), then d (slope rows): what enters the layer, backwards.</summary>
    public Matrix<T> Deltas { get; }

    /// <summary>(fan-in, fan-out)</summary>
    public Matrix<T> Transposed { get; }

    /// <summary>s'(z) of the activation that follows.</summary>
    public Matrix<T> Slope { get; }

    /// <summary>s''(z)</summary>
    public Matrix<T> Curvature { get; }

    /// <summary>u * s''(z), per slope row.</summary>
    public Matrix<T> Curved { get; }

    /// <summary>k: the contribution of the gradient loss to c through s''.</summary>
    public Matrix<T> CurvatureTerm { get; }

    private Matrix<T> Allocate(int rows, int columns)
    {
        var stride = PinnedBuffer<T>.Stride(columns);
        var buffer = new PinnedBuffer<T>(checked(rows * stride));
        _buffers.Add(buffer);
        return new(buffer.Start, stride);
    }
}
