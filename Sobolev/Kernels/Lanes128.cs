using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sobolev.Kernels;

/// <summary>128 bits: 4 floats or 2 doubles.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> lanes) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<T> _lanes = lanes;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(Inline)]
    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(Inline)]
    public static Lanes128<T> All(T value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public void Store(T* target) => _lanes.Store(target);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator -(Lanes128<T> left, Lanes128<T> right) => new(left._lanes - right._lanes);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator *(Lanes128<T> left, Lanes128<T> right) => new(left._lanes * right._lanes);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator /(Lanes128<T> left, Lanes128<T> right) => new(left._lanes / right._lanes);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator -(Lanes128<T> value) => new(-value._lanes);

    [MethodImpl(Inline)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> left, Lanes128<T> right, Lanes128<T> addend) =>
        typeof(T) == typeof(float)
            ? Of(Vector128.FusedMultiplyAdd(left.Floats, right.Floats, addend.Floats))
            : Of(Vector128.FusedMultiplyAdd(left.Doubles, right.Doubles, addend.Doubles));

    [MethodImpl(Inline)]
    public static Lanes128<T> Sqrt(Lanes128<T> value) => new(Vector128.Sqrt(value._lanes));

    [MethodImpl(Inline)]
    public static Lanes128<T> PowerOfTwo(Lanes128<T> shifted) =>
        typeof(T) == typeof(float)
            ? Of((Vector128.ShiftLeft(shifted._lanes.AsInt32(), 23) + Vector128.Create(1f).AsInt32()).AsSingle())
            : Of((Vector128.ShiftLeft(shifted._lanes.AsInt64(), 52) + Vector128.Create(1d).AsInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static Lanes128<T> Log(Lanes128<T> value) =>
        typeof(T) == typeof(float) ? Of(Vector128.Log(value.Floats)) : Of(Vector128.Log(value.Doubles));

    [MethodImpl(Inline)]
    public static (Lanes128<T> Sin, Lanes128<T> Cos) SinCos(Lanes128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            var (sin, cos) = Vector128.SinCos(value.Floats);
            return (Of(sin), Of(cos));
        }
        else
        {
            var (sin, cos) = Vector128.SinCos(value.Doubles);
            return (Of(sin), Of(cos));
        }
    }

    [MethodImpl(Inline)]
    public static Lanes128<T> WherePositive(Lanes128<T> value, Lanes128<T> then, Lanes128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(value._lanes, Vector128<T>.Zero), then._lanes, otherwise._lanes));

    [MethodImpl(Inline)]
    public static Lanes128<T> WithoutSubnormals(Lanes128<T> value)
    {
        var least = typeof(T) == typeof(float)
            ? Vector128.Create(Lane<float>.LeastNormal).As<float, T>()
            : Vector128.Create(Lane<double>.LeastNormal).As<double, T>();
        return new(Vector128.AndNot(value._lanes, Vector128.LessThan(Vector128.Abs(value._lanes), least)));
    }

    private Vector128<float> Floats => _lanes.AsSingle();

    private Vector128<double> Doubles => _lanes.AsDouble();

    [MethodImpl(Inline)]
    private static Lanes128<T> Of(Vector128<float> lanes) => new(lanes.As<float, T>());

    [MethodImpl(Inline)]
    private static Lanes128<T> Of(Vector128<double> lanes) => new(lanes.As<double, T>());
}
