namespace Sobolev.Kernels;

/// <summary>The numbers of one vector register, side by side; arithmetic goes lane by lane.</summary>
/// <remarks>
/// The kernel is written once over this interface, and the runtime compiles it separately for each implementation. No operation mixes
/// lanes, so every width computes the same sums in the same order: results are the same bits, except where log and sin differ by width.
/// </remarks>
internal unsafe interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* source);

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf All(T value);

    void Store(T* target);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>
    /// 2^n for the whole number n that is the lowest bits of n + 1.5 * 2^23, or of n + 1.5 * 2^52 in 64 bits. n is from -126 to 127, or
    /// from -1022 to 1023; the result for another one is of no use.
    /// </summary>
    static abstract TSelf PowerOfTwo(TSelf shifted);

    static abstract TSelf Log(TSelf value);

    static abstract (TSelf Sin, TSelf Cos) SinCos(TSelf value);

    /// <summary>
    /// <paramref name="then"/> in the lanes where <paramref name="value"/> is above zero, else <paramref name="otherwise"/>.
    /// </summary>
    static abstract TSelf WherePositive(TSelf value, TSelf then, TSelf otherwise);

    /// <summary>0 for a number below the least normal one, which costs many times an ordinary one; NaN stays.</summary>
    static abstract TSelf WithoutSubnormals(TSelf value);
}
