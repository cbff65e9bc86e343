namespace Sobolev.Kernels;

/// <summary>The passes between products, a vector at a time over whole strides; their results in the padding are never used.</summary>
internal static unsafe class Elementwise
{
    /// <summary>values = s(values + bias), slope = s' and, if needed, curvature = s''.</summary>
    public static void Activate<F, V, T>(Matrix<T> values, T* bias, Matrix<T> slope, Matrix<T> curvature,
        bool needsCurvature, int rows, int columns)
        where F : IActivationFunction<V>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            T* z = values.Row(row), first = slope.Row(row), second = curvature.Row(row);
            for (var j = 0; j < columns; j += V.Count)
            {
                var (value, s, c) = F.At(V.Load(z + j) + V.Load(bias + j));
                value.Store(z + j);
                s.Store(first + j);
                if (needsCurvature)
                    c.Store(second + j);
            }
        }
    }

    /// <summary>product[row] = left[row] * right[row / repeats]; product may be left.</summary>
    public static void Product<V, T>(Matrix<T> product, Matrix<T> left, Matrix<T> right, int rows, int repeats, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                T* to = product.Row(row * repeats + repeat), a = left.Row(row * repeats + repeat), b = right.Row(row);
                for (var j = 0; j < columns; j += V.Count)
                    (V.Load(a + j) * V.Load(b + j)).Store(to + j);
            }
        }
    }

    /// <summary>target[row] = sum over its repeats of left * right</summary>
    public static void SumOfProducts<V, T>(Matrix<T> target, Matrix<T> left, Matrix<T> right, int rows, int repeats, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < columns; j += V.Count)
            {
                V sum = default;
                for (var k = row * repeats; k < (row + 1) * repeats; k++)
                    sum = V.MultiplyAdd(V.Load(left.Row(k) + j), V.Load(right.Row(k) + j), sum);
                sum.Store(target.Row(row) + j);
            }
        }
    }

    /// <summary>target = target * factor + addend</summary>
    public static void ScaleAndAdd<V, T>(Matrix<T> target, Matrix<T> factor, Matrix<T> addend, int rows, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            T* to = target.Row(row), by = factor.Row(row), plus = addend.Row(row);
            for (var j = 0; j < columns; j += V.Count)
                V.MultiplyAdd(V.Load(to + j), V.Load(by + j), V.Load(plus + j)).Store(to + j);
        }
    }

    /// <summary>target[row] += weights[row] * source[row / repeats]</summary>
    public static void AddWeighted<V, T>(Matrix<T> target, T* weights, Matrix<T> source, int rows, int repeats, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            for (var k = row * repeats; k < (row + 1) * repeats; k++)
            {
                var weight = V.All(weights[k]);
                T* to = target.Row(k), from = source.Row(row);
                for (var j = 0; j < columns; j += V.Count)
                    V.MultiplyAdd(weight, V.Load(from + j), V.Load(to + j)).Store(to + j);
            }
        }
    }

    /// <summary>sums[j] = sum over the rows of weights[row] * source[row, j]; the sums have room for whole vectors.</summary>
    public static void ColumnSums<V, T>(T* sums, T* weights, Matrix<T> source, int rows, int columns)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged
    {
        for (var j = 0; j < columns; j += V.Count)
        {
            V sum = default;
            for (var row = 0; row < rows; row++)
                sum = V.MultiplyAdd(V.All(weights[row]), V.Load(source.Row(row) + j), sum);
            sum.Store(sums + j);
        }
    }
}
