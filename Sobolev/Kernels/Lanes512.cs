using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sobolev.Kernels;

/// <summary>512 bits: 16 floats or 8 doubles.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> lanes) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<T> _lanes = lanes;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(Inline)]
    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(Inline)]
    public static Lanes512<T> All(T value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public void Store(T* target) => _lanes.Store(target);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left._lanes - right._lanes);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left._lanes * right._lanes);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator /(Lanes512<T> left, Lanes512<T> right) => new(left._lanes / right._lanes);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> value) => new(-value._lanes);

    [MethodImpl(Inline)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> left, Lanes512<T> right, Lanes512<T> addend) =>
        typeof(T) == typeof(float)
            ? Of(Vector512.FusedMultiplyAdd(left.Floats, right.Floats, addend.Floats))
            : Of(Vector512.FusedMultiplyAdd(left.Doubles, right.Doubles, addend.Doubles));

    [MethodImpl(Inline)]
    public static Lanes512<T> Sqrt(Lanes512<T> value) => new(Vector512.Sqrt(value._lanes));

    [MethodImpl(Inline)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> shifted) =>
        typeof(T) == typeof(float)
            ? Of((Vector512.ShiftLeft(shifted._lanes.AsInt32(), 23) + Vector512.Create(1f).AsInt32()).AsSingle())
            : Of((Vector512.ShiftLeft(shifted._lanes.AsInt64(), 52) + Vector512.Create(1d).AsInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static Lanes512<T> Log(Lanes512<T> value) =>
        typeof(T) == typeof(float) ? Of(Vector512.Log(value.Floats)) : Of(Vector512.Log(value.Doubles));

    [MethodImpl(Inline)]
    public static (Lanes512<T> Sin, Lanes512<T> Cos) SinCos(Lanes512<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            var (sin, cos) = Vector512.SinCos(value.Floats);
            return (Of(sin), Of(cos));
        }
        else
        {
            var (sin, cos) = Vector512.SinCos(value.Doubles);
            return (Of(sin), Of(cos));
        }
    }

    [MethodImpl(Inline)]
    public static Lanes512<T> WherePositive(Lanes512<T> value, Lanes512<T> then, Lanes512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(value._lanes, Vector512<T>.Zero), then._lanes, otherwise._lanes));

    [MethodImpl(Inline)]
    public static Lanes512<T> WithoutSubnormals(Lanes512<T> value)
    {
        var least = typeof(T) == typeof(float)
            ? Vector512.Create(Lane<float>.LeastNormal).As<float, T>()
            : Vector512.Create(Lane<double>.LeastNormal).As<double, T>();
        return new(Vector512.AndNot(value._lanes, Vector512.LessThan(Vector512.Abs(value._lanes), least)));
    }

    private Vector512<float> Floats => _lanes.AsSingle();

    private Vector512<double> Doubles => _lanes.AsDouble();

    [MethodImpl(Inline)]
    private static Lanes512<T> Of(Vector512<float> lanes) => new(lanes.As<float, T>());

    [MethodImpl(Inline)]
    private static Lanes512<T> Of(Vector512<double> lanes) => new(lanes.As<double, T>());
}
