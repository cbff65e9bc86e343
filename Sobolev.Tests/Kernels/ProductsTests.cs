using System.Numerics;
using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Tests.Kernels;

/// <summary>Products of every vector width against sums written out, with rows side by side and with each row on another page.</summary>
public sealed unsafe class ProductsTests
{
    [Fact]
    public void A_product_is_the_sum_written_out_and_changes_nothing_else() =>
        Gen.Select(Gen.Int[1, 45], Gen.Int[1, 270], Gen.Int[1, 60], Gen.OneOf(Gen.Const(0), Gen.Const(600)), Gen.Bool, Gen.Long)
            .Sample((rows, depth, columns, apart, adds, seed) =>
            {
                var product = new Case(rows, depth, columns, apart, adds, seed);
                product.Check<Lane<double>, double>(1e-12);
                product.Check<Lanes128<double>, double>(1e-12);
                product.Check<Lanes256<double>, double>(1e-12);
                product.Check<Lanes512<double>, double>(1e-12);
                product.Check<Lanes256<float>, float>(1e-4);
                product.Check<Lanes512<float>, float>(1e-4);
            }, iter: 60, threads: 1);

    /// <summary>Rows of the right matrix and of the target begin <paramref name="Apart"/> numbers after the last one's end.</summary>
    private sealed record Case(int Rows, int Depth, int Columns, int Apart, bool Adds, long Seed)
    {
        public void Check<V, T>(double tolerance)
            where V : unmanaged, ILanes<V, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var stride = Columns + Apart;
            var stream = new RandomStream(Seed, "numbers");
            var (left, right, target) = (Drawn<T>(Rows * Depth, stream), Drawn<T>(Depth * stride, stream), Drawn<T>(Rows * stride, stream));
            var before = target.Span.ToArray();
            Matrix<T> a = new(left.Start, Depth), b = new(right.Start, stride), c = new(target.Start, stride);
            if (Adds)
                Products.Add<V, T>(a, b, c, Rows, Depth, Columns);
            else
                Products.Multiply<V, T>(a, b, c, Rows, Depth, Columns);
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < stride; column++)
                {
                    var old = double.CreateTruncating(before[row * stride + column]);
                    var sum = Enumerable.Range(0, Depth).Sum(k => double.CreateTruncating(a.Row(row)[k] * b.Row(k)[column]));
                    var expected = column >= Columns ? old : Adds ? old + sum : sum;
                    Assert.Equal(expected, double.CreateTruncating(c.Row(row)[column]), tolerance * (1 + Depth));
                }
            }

            GC.KeepAlive((left, right, target));
        }

        private static PinnedBuffer<T> Drawn<T>(int count, RandomStream stream)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var buffer = new PinnedBuffer<T>(count);
            foreach (ref var number in buffer.Span)
                number = T.CreateTruncating(stream.NextNormal());
            return buffer;
        }
    }
}
