using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Sobolev.Kernels;

internal static unsafe class Transposition
{
    /// <summary>target (columns, rows) = source (rows, columns), transposed.</summary>
    public static void Copy<T>(Matrix<T> source, Matrix<T> target, int rows, int columns)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            int wholeRows = rows & -4, wholeColumns = columns & -4;
            for (var i = 0; i < wholeRows; i += 4)
            {
                for (var j = 0; j < wholeColumns; j += 4)
                    Block((float*)(source.Row(i) + j), source.RowStride, (float*)(target.Row(j) + i), target.RowStride);
            }

            Plain(source, target, 0, wholeRows, wholeColumns, columns);
            Plain(source, target, wholeRows, rows, 0, columns);
        }
        else
            Plain(source, target, 0, rows, 0, columns);
    }

    private static void Plain<T>(Matrix<T> source, Matrix<T> target, int row, int rows, int column, int columns)
        where T : unmanaged
    {
        for (var i = row; i < rows; i++)
        {
            for (var j = column; j < columns; j++)
                target.Row(j)[i] = source.Row(i)[j];
        }
    }

    /// <summary>4 x 4 floats in registers: rows 0 and 2, 1 and 3 zipped, and the results zipped again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector128<float> row0 = Vector128.Load(source), row1 = Vector128.Load(source + sourceStride);
        Vector128<float> row2 = Vector128.Load(source + 2 * sourceStride), row3 = Vector128.Load(source + 3 * sourceStride);
        Vector128<float> even0 = ZipLow(row0, row2), odd0 = ZipLow(row1, row3), even2 = ZipHigh(row0, row2), odd2 = ZipHigh(row1, row3);
        ZipLow(even0, odd0).Store(target);
        ZipHigh(even0, odd0).Store(target + targetStride);
        ZipLow(even2, odd2).Store(target + 2 * targetStride);
        ZipHigh(even2, odd2).Store(target + 3 * targetStride);
    }

    /// <summary>a0 b0 a1 b1</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>a2 b2 a3 b3</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
