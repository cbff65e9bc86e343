namespace Sobolev.Kernels;

/// <summary>
/// The factorisation A = L L' of a symmetric positive definite matrix, and the inverse of A, in blocks whose products are the kernel's
/// (Golub and Van Loan, Matrix Computations, 2013, section 4.2.5). One thread; the same matrix gives the same bits.
/// </summary>
/// <remarks>
/// Of 1800 equations it takes about a tenth of a second; MathNet.Numerics' managed one takes seconds, and libtorch's is native code that
/// the package does without.
/// </remarks>
internal abstract unsafe class Cholesky
{
    protected const int Block = 128;

    private readonly PinnedBuffer<double> _memory;

    protected Cholesky(int size)
    {
        Size = size;
        Stride = PinnedBuffer<double>.Stride(size);
        _memory = new PinnedBuffer<double>(size * Stride);
    }

    public int Size { get; }

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; }

    protected Matrix<double> Entries => new(_memory.Start, Stride);

    public static Cholesky OfSize(int size) => SimdWidths.Widest switch
    {
        SimdWidth.Vector512 => new Cholesky<Lanes512<double>>(size),
        SimdWidth.Vector256 => new Cholesky<Lanes256<double>>(size),
        SimdWidth.Vector128 => new Cholesky<Lanes128<double>>(size),
        _ => new Cholesky<Lane<double>>(size),
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

    /// <summary>The sum of the logarithms of L's diagonal, half of that of A's determinant.</summary>
    public double HalfLogDeterminant()
    {
        double sum = 0;
        for (var row = 0; row < Size; row++)
            sum += Math.Log(Row(row)[row]);
        return sum;
    }

    /// <summary>L^-1 b takes the place of b.</summary>
    public void SolveLower(Span<double> b) => SolveLower(b, 1);

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

    /// <summary>L'^-1 b takes the place of b.</summary>
    public void SolveUpper(Span<double> b)
    {
        for (var row = Size - 1; row >= 0; row--)
        {
            var entries = Row(row);
            b[row] /= entries[row];
            Vectors.AddScaled(b[..row], -b[row], entries[..row]);
        }
    }

    /// <summary>A^-1 b takes the place of b.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        SolveUpper(b);
    }
}

/// <inheritdoc/>
internal sealed unsafe class Cholesky<V>(int size) : Cholesky(size)
    where V : unmanaged, ILanes<V, double>
{
    // the columns of a block side by side, its transposed rows, a product before it is added, and the inverse of a diagonal block
    private readonly PinnedBuffer<double> _transposed = new(Block * PinnedBuffer<double>.Stride(size));
    private readonly PinnedBuffer<double> _product = new(Block * PinnedBuffer<double>.Stride(size));
    private readonly PinnedBuffer<double> _diagonal = new(Block * Block);

    private Matrix<double> Transposed => new(_transposed.Start, Stride);

    private Matrix<double> Product => new(_product.Start, Stride);

    private Matrix<double> Diagonal => new(_diagonal.Start, Block);

    public override bool Factor()
    {
        var a = Entries;
        for (var k = 0; k < Size; k += Block)
        {
            var width = Math.Min(Block, Size - k);
            if (!FactorDiagonal(k, width))
                return false;
            InvertDiagonal(k, width);
            var below = k + width;
            // L21 = A21 L11'^-1
            Transposition.Copy(Diagonal, Transposed, width, width);
            for (var row = below; row < Size; row += Block)
            {
                var rows = Math.Min(Block, Size - row);
                Products.Multiply<V, double>(At(a, row, k), Transposed, Product, rows, width, width);
                Copy(Product, At(a, row, k), rows, width);
            }

            // A22 -= L21 L21', its lower triangle
            Transposition.Copy(At(a, below, k), Transposed, Size - below, width);
            for (var row = below; row < Size; row += Block)
            {
                var rows = Math.Min(Block, Size - row);
                AddProduct(-1, At(a, row, k), Transposed, At(a, row, below), rows, width, row + rows - below);
            }
        }

        GC.KeepAlive(this);
        return true;
    }

    public override void Invert()
    {
        InvertLower();
        var l = Entries;
        // A^-1 = L'^-1 L^-1, from the first rows of L^-1 to the last: those above have had their part by then
        for (var k = 0; k < Size; k += Block)
        {
            var width = Math.Min(Block, Size - k);
            for (var row = 0; row < width; row++)
                new Span<double>(l.Row(k + row) + k + row + 1, width - row - 1).Clear();
            // the block's rows are read while they are replaced
            Copy(At(l, k, 0), Transposed, width, k + width);
            for (var row = 0; row < k; row += Block)
                AddProduct(1, new Matrix<double>(Transposed.Start + row, Stride).Transposed, Transposed, At(l, row, 0),
                    Math.Min(Block, k - row), width, row + Math.Min(Block, k - row));
            Products.Multiply<V, double>(new Matrix<double>(Transposed.Start + k, Stride).Transposed, Transposed, At(l, k, 0),
                width, width, k + width);
        }

        GC.KeepAlive(this);
    }

    public override void InvertLower()
    {
        var l = Entries;
        for (var k = 0; k < Size; k += Block)
        {
            var width = Math.Min(Block, Size - k);
            InvertDiagonal(k, width);
            // rows k: the inverse of the diagonal block times what the rows above have left there
            Products.Multiply<V, double>(Diagonal, At(l, k, 0), Product, width, width, k);
            Copy(Product, At(l, k, 0), width, k);
            for (var row = k + width; row < Size; row += Block)
            {
                var rows = Math.Min(Block, Size - row);
                AddProduct(-1, At(l, row, k), At(l, k, 0), At(l, row, 0), rows, width, k);
                // the column of the block itself held L until now
                Products.Multiply<V, double>(At(l, row, k), Diagonal, Product, rows, width, width);
                for (var i = 0; i < rows; i++)
                {
                    for (var j = 0; j < width; j++)
                        l.Row(row + i)[k + j] = -Product.Row(i)[j];
                }
            }

            Copy(Diagonal, At(l, k, k), width, width);
        }

        GC.KeepAlive(this);
    }

    /// <summary>target += sign * left (rows, depth) * right (depth, columns)</summary>
    private void AddProduct(double sign, Matrix<double> left, Matrix<double> right, Matrix<double> target, int rows, int depth, int columns)
    {
        Products.Multiply<V, double>(left, right, Product, rows, depth, columns);
        for (var row = 0; row < rows; row++)
            Vectors.AddScaled(new Span<double>(target.Row(row), columns), sign, new ReadOnlySpan<double>(Product.Row(row), columns));
    }

    private bool FactorDiagonal(int k, int width)
    {
        var a = At(Entries, k, k);
        for (var row = 0; row < width; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var rest = a.Row(row)[column] - Vectors.Dot(new Span<double>(a.Row(row), column), new Span<double>(a.Row(column), column));
                if (column < row)
                    a.Row(row)[column] = rest / a.Row(column)[column];
                else if (rest > 0)
                    a.Row(row)[row] = Math.Sqrt(rest);
                else
                    return false;
            }
        }

        return true;
    }

    /// <summary>The inverse of a diagonal block of L, with zeros above its diagonal.</summary>
    private void InvertDiagonal(int k, int width)
    {
        var (l, inverse) = (At(Entries, k, k), Diagonal);
        _diagonal.Span.Clear();
        for (var row = 0; row < width; row++)
        {
            var to = new Span<double>(inverse.Row(row), width);
            to[row] = 1;
            for (var other = 0; other < row; other++)
                Vectors.AddScaled(to[..(other + 1)], -l.Row(row)[other], new ReadOnlySpan<double>(inverse.Row(other), other + 1));
            for (var column = 0; column <= row; column++)
                to[column] /= l.Row(row)[row];
        }
    }

    private static Matrix<double> At(Matrix<double> matrix, int row, int column) => new(matrix.Row(row) + column, matrix.RowStride);

    private static void Copy(Matrix<double> from, Matrix<double> to, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<double>(from.Row(row), columns).CopyTo(new Span<double>(to.Row(row), columns));
    }
}
