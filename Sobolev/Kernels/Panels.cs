using System.Runtime.CompilerServices;

namespace Sobolev.Kernels;

/// <summary>One or more vector registers that hold neighbouring columns of one row.</summary>
internal unsafe interface IPanel<TSelf, V, T>
    where TSelf : unmanaged, IPanel<TSelf, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    /// <summary>Columns.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(T* source);

    /// <summary>factor * row + sum</summary>
    static abstract TSelf MultiplyAdd(V factor, TSelf row, TSelf sum);

    static abstract TSelf Add(TSelf left, TSelf right);

    void Store(T* target);
}

internal unsafe struct OnePanel<V, T> : IPanel<OnePanel<V, T>, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    private V _a;

    public static int Width => V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePanel<V, T> Load(T* source) => new() { _a = V.Load(source) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePanel<V, T> MultiplyAdd(V factor, OnePanel<V, T> row, OnePanel<V, T> sum) =>
        new() { _a = V.MultiplyAdd(factor, row._a, sum._a) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OnePanel<V, T> Add(OnePanel<V, T> left, OnePanel<V, T> right) =>
        new() { _a = left._a + right._a };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(T* target) => _a.Store(target);
}

/// <summary>Four rows of these and their factors fit the 16 registers of processors before AVX-512.</summary>
internal unsafe struct TwoPanel<V, T> : IPanel<TwoPanel<V, T>, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    private V _a, _b;

    public static int Width => 2 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoPanel<V, T> Load(T* source) => new() { _a = V.Load(source), _b = V.Load(source + V.Count) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoPanel<V, T> MultiplyAdd(V factor, TwoPanel<V, T> row, TwoPanel<V, T> sum) =>
        new() { _a = V.MultiplyAdd(factor, row._a, sum._a), _b = V.MultiplyAdd(factor, row._b, sum._b) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoPanel<V, T> Add(TwoPanel<V, T> left, TwoPanel<V, T> right) =>
        new() { _a = left._a + right._a, _b = left._b + right._b };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(T* target)
    {
        _a.Store(target);
        _b.Store(target + V.Count);
    }
}

/// <summary>Four rows of these are 12 sums at once: with a row and a factor all 16 registers of processors with 256-bit vectors.</summary>
internal unsafe struct ThreePanel<V, T> : IPanel<ThreePanel<V, T>, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    private V _a, _b, _c;

    public static int Width => 3 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreePanel<V, T> Load(T* source) =>
        new() { _a = V.Load(source), _b = V.Load(source + V.Count), _c = V.Load(source + 2 * V.Count) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreePanel<V, T> MultiplyAdd(V factor, ThreePanel<V, T> row, ThreePanel<V, T> sum) => new()
    {
        _a = V.MultiplyAdd(factor, row._a, sum._a),
        _b = V.MultiplyAdd(factor, row._b, sum._b),
        _c = V.MultiplyAdd(factor, row._c, sum._c),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreePanel<V, T> Add(ThreePanel<V, T> left, ThreePanel<V, T> right) => new()
    {
        _a = left._a + right._a,
        _b = left._b + right._b,
        _c = left._c + right._c,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(T* target)
    {
        _a.Store(target);
        _b.Store(target + V.Count);
        _c.Store(target + 2 * V.Count);
    }
}

/// <summary>Four rows of these are 16 sums at once, half of AVX-512's registers.</summary>
internal unsafe struct FourPanel<V, T> : IPanel<FourPanel<V, T>, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged
{
    private V _a, _b, _c, _d;

    public static int Width => 4 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanel<V, T> Load(T* source) => new()
    {
        _a = V.Load(source),
        _b = V.Load(source + V.Count),
        _c = V.Load(source + 2 * V.Count),
        _d = V.Load(source + 3 * V.Count),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanel<V, T> MultiplyAdd(V factor, FourPanel<V, T> row, FourPanel<V, T> sum) => new()
    {
        _a = V.MultiplyAdd(factor, row._a, sum._a),
        _b = V.MultiplyAdd(factor, row._b, sum._b),
        _c = V.MultiplyAdd(factor, row._c, sum._c),
        _d = V.MultiplyAdd(factor, row._d, sum._d),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPanel<V, T> Add(FourPanel<V, T> left, FourPanel<V, T> right) => new()
    {
        _a = left._a + right._a,
        _b = left._b + right._b,
        _c = left._c + right._c,
        _d = left._d + right._d,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(T* target)
    {
        _a.Store(target);
        _b.Store(target + V.Count);
        _c.Store(target + 2 * V.Count);
        _d.Store(target + 3 * V.Count);
    }
}
