using CsCheck;
using Sobolev.Kernels;
using Sobolev.Randomness;

namespace Sobolev.Tests.Kernels;

public sealed class CholeskyTests
{
    [Fact]
    public void The_factor_times_its_transpose_is_the_matrix_and_the_inverse_times_it_the_identity() =>
        Gen.Select(Gen.Frequency((9, Gen.Int[1, 300]), (1, Gen.Int[520, 700])), Gen.Long).Sample((size, seed) =>
        {
            var matrix = Matrix(size, seed);
            var cholesky = Filled(matrix, size);
            Assert.True(cholesky.Factor());
            for (var i = 0; i < size; i += Math.Max(1, size / 7))
            {
                for (var j = 0; j <= i; j++)
                    Assert.Equal(matrix[i * size + j], Enumerable.Range(0, j + 1).Sum(k => cholesky.Row(i)[k] * cholesky.Row(j)[k]), 1e-9);
            }

            double[] right = [.. Enumerable.Range(0, size).Select(k => Math.Sin(k))];
            var solved = (double[])right.Clone();
            cholesky.Solve(solved);
            Assert.Equal(0, Residual(matrix, solved, right, size), 1e-8);

            var copy = cholesky.Copy();
            cholesky.Invert();
            copy.InvertLower();
            Assert.Equal(cholesky.Row(size - 1)[size - 1], copy.Row(size - 1)[size - 1] * copy.Row(size - 1)[size - 1], 1e-9);
            double Inverse(int i, int j) => i >= j ? cholesky.Row(i)[j] : cholesky.Row(j)[i];
            for (var i = 0; i < size; i += Math.Max(1, size / 5))
            {
                double[] column = [.. Enumerable.Range(0, size).Select(k => Inverse(k, i))];
                double[] unit = [.. Enumerable.Range(0, size).Select(k => k == i ? 1.0 : 0)];
                Assert.Equal(0, Residual(matrix, column, unit, size), 1e-8);
            }
        }, iter: 40, threads: 1);

    [Theory]
    [InlineData(130)]
    [InlineData(700)]
    [InlineData(1025)]
    public void Threads_change_no_bit(int size)
    {
        var matrix = Matrix(size, size);
        var (one, several) = (Filled(matrix, size), Filled(matrix, size));
        several.Threads = 3;
        Assert.True(one.Factor());
        Assert.True(several.Factor());
        AssertSame();
        var (lower, otherLower) = (one.Copy(), several.Copy());
        lower.InvertLower();
        otherLower.InvertLower();
        one.Invert();
        several.Invert();
        AssertSame();
        (one, several) = (lower, otherLower);
        AssertSame();

        void AssertSame()
        {
            for (var row = 0; row < size; row++)
                Assert.Equal(one.Row(row), several.Row(row));
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_no_factor()
    {
        var matrix = Matrix(150, 1);
        matrix[149 * 150 + 149] = -1;
        Assert.False(Filled(matrix, 150).Factor());
    }

    [Fact]
    public void The_logarithm_of_the_determinant_is_twice_that_of_the_diagonal()
    {
        var cholesky = Cholesky.OfSize(2);
        cholesky.Row(0)[0] = 4;
        (cholesky.Row(1)[0], cholesky.Row(1)[1]) = (2, 5);
        Assert.True(cholesky.Factor());
        Assert.Equal(Math.Log(16), 2 * cholesky.HalfLogDeterminant(), 1e-12);
    }

    private static double Residual(double[] matrix, double[] solution, double[] right, int size) =>
        Enumerable.Range(0, size).Max(i =>
            Math.Abs(Enumerable.Range(0, size).Sum(k => matrix[Math.Max(i, k) * size + Math.Min(i, k)] * solution[k]) - right[i]));

    private static Cholesky Filled(double[] matrix, int size)
    {
        var cholesky = Cholesky.OfSize(size);
        for (var row = 0; row < size; row++)
            matrix.AsSpan(row * size, row + 1).CopyTo(cholesky.Row(row));
        return cholesky;
    }

    /// <summary>The lower triangle of a random positive definite matrix.</summary>
    private static double[] Matrix(int size, long seed)
    {
        var stream = new RandomStream(seed, "matrix");
        var (matrix, factor) = (new double[size * size], new double[size * 8]);
        for (var k = 0; k < factor.Length; k++)
            factor[k] = stream.NextNormal();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[i * size + j] = (i == j ? 1 : 0) + Enumerable.Range(0, 8).Sum(k => factor[8 * i + k] * factor[8 * j + k]);
        }

        return matrix;
    }
}
