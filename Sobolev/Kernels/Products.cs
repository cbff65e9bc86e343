using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sobolev.Kernels;

/// <summary>Matrix products: tiles of four rows, their sums held in registers while the right matrix streams by, row after row.</summary>
internal static unsafe class Products
{
    /// <summary>Bytes of a cache line, and of the widest vector.</summary>
    private const int Line = 64;

    /// <summary>Bytes of a page of memory.</summary>
    private const int Page = 4096;

    /// <summary>
    /// target (rows, columns) = left (rows, depth) * right (depth, columns). The left matrix may be a transposed view; right and target
    /// have their columns side by side. Up to one vector past the last column of right is read, never used; nothing past that of target is
    /// written.
    /// </summary>
    public static void Multiply<V, T>(Matrix<T> left, Matrix<T> right, Matrix<T> target, int rows, int depth, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged => Tiles<V, T>(left, right, target, rows, depth, columns, adds: false);

    /// <summary>target += left * right, with the shapes of <see cref="Multiply"/>.</summary>
    public static void Add<V, T>(Matrix<T> left, Matrix<T> right, Matrix<T> target, int rows, int depth, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged => Tiles<V, T>(left, right, target, rows, depth, columns, adds: true);

    /// <summary>
    /// The same product for few columns, of whose vectors most lanes would idle: each entry is a dot product along the depth, given the
    /// right matrix transposed. As many partial sums as a cache line holds numbers, for every width, so every width rounds in the same way.
    /// </summary>
    public static void Dots<V, T>(Matrix<T> left, Matrix<T> rightTransposed, Matrix<T> target, int rows, int depth, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = stackalloc T[Line / sizeof(T)];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                target.Row(row)[column] = Dot<V, T>(left.Row(row), rightTransposed.Row(column), depth, sums);
        }
    }

    private static T Dot<V, T>(T* left, T* right, int depth, T* sums)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Line / sizeof(T);
        var whole = depth & -count;
        for (var lane = 0; lane < count; lane += V.Count)
        {
            V sum = default;
            for (var k = lane; k < whole; k += count)
                sum = V.MultiplyAdd(V.Load(left + k), V.Load(right + k), sum);
            sum.Store(sums + lane);
        }

        for (var k = whole; k < depth; k++)
            sums[k - whole] = T.FusedMultiplyAdd(left[k], right[k], sums[k - whole]);
        for (var half = count / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
                sums[i] += sums[i + half];
        }

        return sums[0];
    }

    private static void Tiles<V, T>(Matrix<T> left, Matrix<T> right, Matrix<T> target, int rows, int depth, int columns, bool adds)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        var column = sizeof(V) == 64
            ? Panels<FourPanel<V, T>, V, T>(left, right, target, rows, depth, 0, columns, adds)
            : sizeof(V) == 32 ? Panels<ThreePanel<V, T>, V, T>(left, right, target, rows, depth, 0, columns, adds) : 0;
        column = Panels<TwoPanel<V, T>, V, T>(left, right, target, rows, depth, column, columns, adds);
        column = Panels<OnePanel<V, T>, V, T>(left, right, target, rows, depth, column, columns, adds);
        if (column < columns)
            Remainder<V, T>(left, right, target, rows, depth, column, columns, adds);
    }

    /// <summary>Does all whole panels from <paramref name="column"/> on; returns the first column that is left.</summary>
    private static int Panels<P, V, T>(Matrix<T> left, Matrix<T> right, Matrix<T> target, int rows, int depth, int column, int columns,
        bool adds)
        where P : unmanaged, IPanel<P, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        var copies = IsFarApart(right, rows, depth);
        var copy = stackalloc T[copies ? depth * P.Width : 0];
        for (; column + P.Width <= columns; column += P.Width)
        {
            Matrix<T> panel = new(right.Start + column, right.RowStride);
            if (copies)
            {
                for (var k = 0; k < depth; k++)
                    P.Load(panel.Row(k)).Store(copy + k * P.Width);
                panel = new(copy, P.Width);
            }

            var row = 0;
            for (; row + 4 <= rows; row += 4)
                FourRows<P, V, T>(left.Row(row), left.RowStride, left.ColumnStride, panel.Start, panel.RowStride, depth,
                    target.Row(row) + column, target.RowStride, adds);
            for (; row < rows; row++)
                OneRow<P, V, T>(left.Row(row), left.ColumnStride, panel.Start, panel.RowStride, depth, target.Row(row) + column, adds);
        }

        return column;
    }

    /// <summary>
    /// Whether a panel is copied before its product: each of its rows is on another page, more pages than the processor's first table of
    /// addresses has, and many rows of the left matrix use the copy.
    /// </summary>
    private static bool IsFarApart<T>(Matrix<T> right, int rows, int depth)
        where T : unmanaged => right.RowStride * sizeof(T) >= Page && rows >= 32 && depth is >= 32 and <= 256;

    /// <summary>The last columns, fewer than a vector: the whole vector is computed aside and its first lanes copied.</summary>
    private static void Remainder<V, T>(Matrix<T> left, Matrix<T> right, Matrix<T> target, int rows, int depth, int column, int columns,
        bool adds)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        var aside = stackalloc T[4 * V.Count];
        for (var row = 0; row < rows; row += 4)
        {
            var count = Math.Min(4, rows - row);
            Copy(target.FromRow(row), column, new(aside, V.Count), 0, count, columns - column);
            Panels<OnePanel<V, T>, V, T>(left.FromRow(row), new(right.Start + column, right.RowStride), new(aside, V.Count),
                count, depth, 0, V.Count, adds);
            Copy(new(aside, V.Count), 0, target.FromRow(row), column, count, columns - column);
        }
    }

    private static void Copy<T>(Matrix<T> from, int fromColumn, Matrix<T> to, int toColumn, int rows, int columns)
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                to.Row(row)[toColumn + column] = from.Row(row)[fromColumn + column];
        }
    }

    // inlined into its callers it exceeds the compiler's budget and its parts become calls, which they also are before code is optimised
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<P, V, T>(T* left, nint rowStride, nint step, T* right, nint rightStride, int depth,
        T* target, nint targetStride, bool adds)
        where P : unmanaged, IPanel<P, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        P sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var k = 0; k < depth; k++)
        {
            var row = P.Load(right);
            sum0 = P.MultiplyAdd(V.All(left[0]), row, sum0);
            sum1 = P.MultiplyAdd(V.All(left[rowStride]), row, sum1);
            sum2 = P.MultiplyAdd(V.All(left[2 * rowStride]), row, sum2);
            sum3 = P.MultiplyAdd(V.All(left[3 * rowStride]), row, sum3);
            left += step;
            right += rightStride;
        }

        // added to a large target one by one, small products would each be rounded to its last bit
        if (adds)
        {
            sum0 = P.Add(sum0, P.Load(target));
            sum1 = P.Add(sum1, P.Load(target + targetStride));
            sum2 = P.Add(sum2, P.Load(target + 2 * targetStride));
            sum3 = P.Add(sum3, P.Load(target + 3 * targetStride));
        }

        sum0.Store(target);
        sum1.Store(target + targetStride);
        sum2.Store(target + 2 * targetStride);
        sum3.Store(target + 3 * targetStride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<P, V, T>(T* left, nint step, T* right, nint rightStride, int depth, T* target, bool adds)
        where P : unmanaged, IPanel<P, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        P sum = default;
        for (var k = 0; k < depth; k++)
        {
            sum = P.MultiplyAdd(V.All(*left), P.Load(right), sum);
            left += step;
            right += rightStride;
        }

        (adds ? P.Add(sum, P.Load(target)) : sum).Store(target);
    }
}
