using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sobolev.Kernels;

/// <summary>256 bits: 8 floats or 4 doubles.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> lanes) : ILanes<Lanes256<T>, T>
    where T : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<T> _lanes = lanes;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(Inline)]
    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(Inline)]
    public static Lanes256<T> All(T value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public void Store(T* target) => _lanes.Store(target);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left._lanes + right._lanes);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator -(Lanes256<T> left, Lanes256<T> right) => new(left._lanes - right._lanes);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator *(Lanes256<T> left, Lanes256<T> right) => new(left._lanes * right._lanes);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator /(Lanes256<T> left, Lanes256<T> right) => new(left._lanes / right._lanes);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator -(Lanes256<T> value) => new(-value._lanes);

    [MethodImpl(Inline)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> left, Lanes256<T> right, Lanes256<T> addend) =>
        typeof(T) == typeof(float)
            ? Of(Vector256.FusedMultiplyAdd(left.Floats, right.Floats, addend.Floats))
            : Of(Vector256.FusedMultiplyAdd(left.Doubles, right.Doubles, addend.Doubles));

    [MethodImpl(Inline)]
    public static Lanes256<T> Sqrt(Lanes256<T> value) => new(Vector256.Sqrt(value._lanes));

    [MethodImpl(Inline)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> shifted) =>
        typeof(T) == typeof(float)
            ? Of((Vector256.ShiftLeft(shifted._lanes.AsInt32(), 23) + Vector256.Create(1f).AsInt32()).AsSingle())
            : Of((Vector256.ShiftLeft(shifted._lanes.AsInt64(), 52) + Vector256.Create(1d).AsInt64()).AsDouble());

    [MethodImpl(Inline)]
    public static Lanes256<T> Log(Lanes256<T> value) =>
        typeof(T) == typeof(float) ? Of(Vector256.Log(value.Floats)) : Of(Vector256.Log(value.Doubles));

    [MethodImpl(Inline)]
    public static (Lanes256<T> Sin, Lanes256<T> Cos) SinCos(Lanes256<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            var (sin, cos) = Vector256.SinCos(value.Floats);
            return (Of(sin), Of(cos));
        }
        else
        {
            var (sin, cos) = Vector256.SinCos(value.Doubles);
            return (Of(sin), Of(cos));
        }
    }

    [MethodImpl(Inline)]
    public static Lanes256<T> WherePositive(Lanes256<T> value, Lanes256<T> then, Lanes256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(value._lanes, Vector256<T>.Zero), then._lanes, otherwise._lanes));

    [MethodImpl(Inline)]
    public static Lanes256<T> WithoutSubnormals(Lanes256<T> value)
    {
        var least = typeof(T) == typeof(float)
            ? Vector256.Create(Lane<float>.LeastNormal).As<float, T>()
            : Vector256.Create(Lane<double>.LeastNormal).As<double, T>();
        return new(Vector256.AndNot(value._lanes, Vector256.LessThan(Vector256.Abs(value._lanes), least)));
    }

    private Vector256<float> Floats => _lanes.AsSingle();

    private Vector256<double> Doubles => _lanes.AsDouble();

    [MethodImpl(Inline)]
    private static Lanes256<T> Of(Vector256<float> lanes) => new(lanes.As<float, T>());

    [MethodImpl(Inline)]
    private static Lanes256<T> Of(Vector256<double> lanes) => new(lanes.As<double, T>());
}
