namespace Sobolev.Kernels;

/// <summary>
/// The factorisation A = L L' of a symmetric positive definite matrix, and the inverse of A, in blocks whose products are the kernel's
/// (Golub and Van Loan, Matrix Computations, 2013, section 4.2.5). The same matrix gives the same bits, on any number of threads.
/// </summary>
/// <remarks>
/// Of 1800 equations it takes about a tenth of a second; MathNet.Numerics' managed one takes seconds, and libtorch's is native code that
/// the package does without.
/// </remarks>
internal abstract unsafe class Cholesky
{
    private readonly PinnedBuffer<double> _memory;

    protected Cholesky(int size)
    {
        Size = size;
        Stride = PinnedBuffer<double>.Stride(size);
        _memory = new PinnedBuffer<double>(size * Stride);
    }

    public int Size { get; }

    /// <summary>Threads of a factorisation and of an inverse; they have parts of their rows each.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; }

    protected Matrix<double> Entries => new(_memory.Start, Stride);

    protected Span<double> Memory => _memory.Span;

    public static Cholesky OfSize(int size) => SimdWidths.Widest switch
    {
        SimdWidth.Vector512 => new BlockedCholesky<Lanes512<double>>(size),
        SimdWidth.Vector256 => new BlockedCholesky<Lanes256<double>>(size),
        SimdWidth.Vector128 => new BlockedCholesky<Lanes128<double>>(size),
        _ => new BlockedCholesky<Lane<double>>(size),
    };

    /// <summary>A row up to its diagonal: of A before <see cref="Factor"/>, of L after it, of the inverse after
    /// <see cref="Invert"/>.</summary>
    public Span<double> Row(int row) => _memory.Span.Slice(row * Stride, row + 1);

    /// <summary>L takes the place of A; false where A is not positive definite.</summary>
    public abstract bool Factor();

    /// <summary>The lower triangle of the inverse of A takes the place of L.</summary>
    public abstract void Invert();

    /// <summary>L^-1 takes the place of L.</summary>
    public abstract void InvertLower();

    /// <summary>The same matrix at the same state, in separate memory.</summary>
    public abstract Cholesky Copy();

    /// <summary>The sum of the logarithms of L's diagonal, half of that of A's determinant.</summary>
    public double HalfLogDeterminant()
    {
        double sum = 0;
        for (var row = 0; row < Size; row++)
            sum += Math.Log(Row(row)[row]);
        return sum;
    }

    /// <summary>L^-1 b takes the place of each of so many b, one after the other; a row of L is read once for all of them.</summary>
    public void SolveLower(Span<double> columns, int count)
    {
        for (var row = 0; row < Size; row++)
        {
            var entries = Row(row);
            for (var column = 0; column < count; column++)
            {
                var b = columns.Slice(column * Size, Size);
                b[row] = (b[row] - Vectors.Dot(entries[..row], b[..row])) / entries[row];
            }
        }
    }

    /// <summary>A^-1 b takes the place of each of so many b, one after the other; a row of L is read twice for all of them.</summary>
    public void Solve(Span<double> columns, int count = 1)
    {
        SolveLower(columns, count);
        for (var row = Size - 1; row >= 0; row--)
        {
            var entries = Row(row);
            for (var column = 0; column < count; column++)
            {
                var b = columns.Slice(column * Size, Size);
                b[row] /= entries[row];
                Vectors.AddScaled(b[..row], -b[row], entries[..row]);
            }
        }
    }
}
