using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sobolev.Kernels;

/// <summary>One number, for the remainder after whole vectors; the simplest of the four widths.</summary>
internal readonly unsafe struct Lane<T>(T value) : ILanes<Lane<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly T _value = value;

    /// <summary>The least number that is not subnormal.</summary>
    public static T LeastNormal
    {
        // as a call it would push every vector of a loop around it through the stack
        [MethodImpl(Inline)]
        get => T.CreateTruncating(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308);
    }

    public static int Count => 1;

    public T Number => _value;

    [MethodImpl(Inline)]
    public static Lane<T> Load(T* source) => new(*source);

    [MethodImpl(Inline)]
    public static Lane<T> All(T value) => new(value);

    [MethodImpl(Inline)]
    public void Store(T* target) => *target = _value;

    [MethodImpl(Inline)]
    public static Lane<T> operator +(Lane<T> left, Lane<T> right) => new(left._value + right._value);

    [MethodImpl(Inline)]
    public static Lane<T> operator -(Lane<T> left, Lane<T> right) => new(left._value - right._value);

    [MethodImpl(Inline)]
    public static Lane<T> operator *(Lane<T> left, Lane<T> right) => new(left._value * right._value);

    [MethodImpl(Inline)]
    public static Lane<T> operator /(Lane<T> left, Lane<T> right) => new(left._value / right._value);

    [MethodImpl(Inline)]
    public static Lane<T> operator -(Lane<T> value) => new(-value._value);

    [MethodImpl(Inline)]
    public static Lane<T> MultiplyAdd(Lane<T> left, Lane<T> right, Lane<T> addend) =>
        new(T.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(Inline)]
    public static Lane<T> Sqrt(Lane<T> value) => new(T.Sqrt(value._value));

    [MethodImpl(Inline)]
    public static Lane<T> PowerOfTwo(Lane<T> shifted) => typeof(T) == typeof(float)
        ? new(T.CreateTruncating(BitConverter.Int32BitsToSingle(
            (BitConverter.SingleToInt32Bits(float.CreateTruncating(shifted._value)) << 23) + BitConverter.SingleToInt32Bits(1))))
        : new(T.CreateTruncating(BitConverter.Int64BitsToDouble(
            (BitConverter.DoubleToInt64Bits(double.CreateTruncating(shifted._value)) << 52) + BitConverter.DoubleToInt64Bits(1))));

    [MethodImpl(Inline)]
    public static Lane<T> Log(Lane<T> value) => new(T.Log(value._value));

    [MethodImpl(Inline)]
    public static (Lane<T> Sin, Lane<T> Cos) SinCos(Lane<T> value) => (new(T.Sin(value._value)), new(T.Cos(value._value)));

    [MethodImpl(Inline)]
    public static Lane<T> WherePositive(Lane<T> value, Lane<T> then, Lane<T> otherwise) => value._value > T.Zero ? then : otherwise;

    [MethodImpl(Inline)]
    public static Lane<T> WithoutSubnormals(Lane<T> value) => T.Abs(value._value) < LeastNormal ? default : value;
}
