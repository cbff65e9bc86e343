namespace Sobolev.Kernels;

/// <summary>A view of numbers in memory: entry (row, column) lies row * RowStride + column * ColumnStride after the start.</summary>
internal readonly unsafe struct Matrix<T>(T* start, nint rowStride, nint columnStride = 1)
    where T : unmanaged
{
    public T* Start { get; } = start;

    public nint RowStride { get; } = rowStride;

    public nint ColumnStride { get; } = columnStride;

    public Matrix<T> Transposed => new(Start, ColumnStride, RowStride);

    public T* Row(int row) => Start + row * RowStride;

    public Matrix<T> FromRow(int row) => new(Row(row), RowStride, ColumnStride);
}
