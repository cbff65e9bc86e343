namespace Sobolev.Kernels;

/// <summary>
/// A factorisation by products of blocks: the diagonal blocks and their inverses half by half, the others by those inverses.
/// </summary>
internal sealed unsafe class BlockedCholesky<V>(int size) : Cholesky(size)
    where V : unmanaged, ILanes<V, double>
{
    /// <summary>Rows of a block, and of the blocks without products.</summary>
    private const int Block = 128, Leaf = 16;

    // the transposed rows of a block, a product that has no place yet, and the inverses of the diagonal blocks one below the other
    private readonly PinnedBuffer<double> _transposed = new(Math.Min(Block, size) * PinnedBuffer<double>.Stride(size));
    private readonly PinnedBuffer<double> _product = new(Math.Min(Block, size) * PinnedBuffer<double>.Stride(size));
    private readonly PinnedBuffer<double> _inverses = new(size * PinnedBuffer<double>.Stride(Math.Min(Block, size)));

    private int InverseStride => PinnedBuffer<double>.Stride(Math.Min(Block, Size));

    private Matrix<double> Transposed => new(_transposed.Start, Stride);

    private Matrix<double> Product => new(_product.Start, Stride);

    public override Cholesky Copy()
    {
        var copy = new BlockedCholesky<V>(Size) { Threads = Threads };
        Memory.CopyTo(copy.Memory);
        _inverses.Span.CopyTo(copy._inverses.Span);
        return copy;
    }

    public override bool Factor()
    {
        var a = Entries;
        for (var k = 0; k < Size; k += Block)
        {
            var width = Math.Min(Block, Size - k);
            if (!FactorBlock(At(a, k, k), Inverse(k), width))
                return false;
            var below = k + width;
            if (below == Size)
                break;
            // L21 = A21 L11'^-1
            Transposition.Copy(Inverse(k), Transposed, width, width);
            ForBlocks(below, Size, (row, rows) => MultiplyInPlace(At(a, row, k), Transposed, rows, width, ProductBelow(row)));

            // A22 -= L21 L21', its lower triangle
            CopyNegativeTransposed(At(a, below, k), Size - below, width);
            ForBlocks(below, Size, (row, rows) =>
                Products.Add<V, double>(At(a, row, k), Transposed, At(a, row, below), rows, width, row + rows - below));
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
            ForBlocks(0, k, (row, rows) =>
            {
                var product = At(Product, 0, row);
                Transposition.Copy(At(Transposed, 0, row), product, width, rows);
                Products.Add<V, double>(product, Transposed, At(l, row, 0), rows, width, row + rows);
            });

            Transposition.Copy(At(Transposed, 0, k), Product, width, width);
            Products.Multiply<V, double>(Product, Transposed, At(l, k, 0), width, width, k + width);
        }

        GC.KeepAlive(this);
    }

    public override void InvertLower()
    {
        var l = Entries;
        for (var k = 0; k < Size; k += Block)
        {
            var width = Math.Min(Block, Size - k);
            // rows k: the inverse of the diagonal block times what the rows above have left there
            Products.Multiply<V, double>(Inverse(k), At(l, k, 0), Product, width, width, k);
            Copy(Product, At(l, k, 0), width, k);
            ForBlocks(k + width, Size, (row, rows) =>
            {
                Negate(At(l, row, k), rows, width);
                Products.Add<V, double>(At(l, row, k), At(l, k, 0), At(l, row, 0), rows, width, k);
                // the column of the block itself held L until now
                MultiplyInPlace(At(l, row, k), Inverse(k), rows, width, ProductBelow(row));
            });

            Copy(Inverse(k), At(l, k, k), width, width);
        }

        GC.KeepAlive(this);
    }

    /// <summary>
    /// A diagonal block and its inverse, half by half. The inverse has zeros above its diagonal; what the block has there is of no use.
    /// </summary>
    private bool FactorBlock(Matrix<double> block, Matrix<double> inverse, int size)
    {
        if (size <= Leaf)
            return FactorLeaf(block, inverse, size);
        var first = (size / 2 + Leaf - 1) / Leaf * Leaf;
        var second = size - first;
        if (!FactorBlock(block, inverse, first))
            return false;
        var (below, rest) = (At(block, first, 0), At(block, first, first));
        Transposition.Copy(inverse, Transposed, first, first);
        MultiplyInPlace(below, Transposed, second, first, Product);
        CopyNegativeTransposed(below, second, first);
        Products.Add<V, double>(below, Transposed, rest, second, first, second);
        if (!FactorBlock(rest, At(inverse, first, first), second))
            return false;
        // -L22^-1 L21 L11^-1
        Products.Multiply<V, double>(below, inverse, Product, second, first, first);
        Products.Multiply<V, double>(At(inverse, first, first), Product, At(inverse, first, 0), second, second, first);
        Negate(At(inverse, first, 0), second, first);
        return true;
    }

    private static bool FactorLeaf(Matrix<double> block, Matrix<double> inverse, int size)
    {
        for (var row = 0; row < size; row++)
        {
            var entries = block.Row(row);
            for (var column = 0; column <= row; column++)
            {
                var other = block.Row(column);
                var rest = entries[column];
                for (var k = 0; k < column; k++)
                    rest -= entries[k] * other[k];
                if (column < row)
                    entries[column] = rest / other[column];
                else if (rest > 0)
                    entries[row] = Math.Sqrt(rest);
                else
                    return false;
            }
        }

        for (var row = 0; row < size; row++)
        {
            var to = inverse.Row(row);
            new Span<double>(to, row).Clear();
            to[row] = 1;
            for (var other = 0; other < row; other++)
            {
                for (var column = 0; column <= other; column++)
                    to[column] -= block.Row(row)[other] * inverse.Row(other)[column];
            }

            for (var column = 0; column <= row; column++)
                to[column] /= block.Row(row)[row];
        }

        return true;
    }

    /// <summary>The inverse of the diagonal block of L that begins at a row, with zeros above its diagonal.</summary>
    private Matrix<double> Inverse(int row) => new(_inverses.Start + row * InverseStride, InverseStride);

    /// <summary>The work for each block of rows, the last one first: it has most to do.</summary>
    private void ForBlocks(int first, int end, Action<int, int> work)
    {
        var blocks = (end - first + Block - 1) / Block;
        if (Threads == 1 || blocks < 2)
        {
            for (var block = 0; block < blocks; block++)
                Do(block);
        }
        else
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = Threads }, place => Do(blocks - 1 - place));
        }

        void Do(int block)
        {
            var row = first + block * Block;
            work(row, Math.Min(Block, end - row));
        }
    }

    /// <summary>A place for a product of the block that begins at a row, not the first one.</summary>
    private Matrix<double> ProductBelow(int row) => At(Product, 0, row - Block);

    /// <summary>target (rows, columns) = target * right (columns, columns)</summary>
    private static void MultiplyInPlace(Matrix<double> target, Matrix<double> right, int rows, int columns, Matrix<double> product)
    {
        Products.Multiply<V, double>(target, right, product, rows, columns, columns);
        Copy(product, target, rows, columns);
    }

    private void CopyNegativeTransposed(Matrix<double> source, int rows, int columns)
    {
        Transposition.Copy(source, Transposed, rows, columns);
        Negate(Transposed, columns, rows);
    }

    private static void Negate(Matrix<double> matrix, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                matrix.Row(row)[column] = -matrix.Row(row)[column];
        }
    }

    private static Matrix<double> At(Matrix<double> matrix, int row, int column) => new(matrix.Row(row) + column, matrix.RowStride);

    private static void Copy(Matrix<double> from, Matrix<double> to, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<double>(from.Row(row), columns).CopyTo(new Span<double>(to.Row(row), columns));
    }
}
