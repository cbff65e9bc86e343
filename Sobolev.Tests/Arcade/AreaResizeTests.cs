using CsCheck;
using Sobolev.Arcade;

namespace Sobolev.Tests.Arcade;

public sealed class AreaResizeTests
{
    [Fact]
    public void An_Atari_screen_is_the_exact_integral_rounded() => Agrees((210, 160), (84, 84), 1);

    [Fact]
    public void Any_sizes_are_the_exact_integral_rounded() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.UInt).Sample((a, b, c, d, seed) =>
            Agrees((Math.Max(a, b), Math.Max(c, d)), (Math.Min(a, b), Math.Min(c, d)), seed), iter: 300);

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var picture = Noise(84 * 84, 4);
        var same = new byte[84 * 84];
        new AreaResize((84, 84), (84, 84)).Apply(picture, same);
        Assert.Equal(picture, same);
    }

    [Fact]
    public void One_colour_stays_that_colour()
    {
        var small = new byte[84 * 84];
        for (var level = 0; level < 256; level++)
        {
            new AreaResize((210, 160), (84, 84)).Apply(Enumerable.Repeat((byte)level, 210 * 160).ToArray(), small);
            Assert.All(small, pixel => Assert.Equal(level, pixel));
        }
    }

    [Fact]
    public void Halves_are_rounded_up()
    {
        var small = new byte[1];
        new AreaResize((1, 2), (1, 1)).Apply([4, 5], small);
        Assert.Equal(5, small[0]);
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        var resize = new AreaResize((4, 4), (2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => resize.Apply(new byte[15], new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => resize.Apply(new byte[16], new byte[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AreaResize((4, 4), (5, 4)));
    }

    /// <summary>
    /// The integral of the picture, a step function of real coordinates, over each target pixel, in double; half a level is left to either
    /// side.
    /// </summary>
    internal static double Integral(byte[] source, (int Height, int Width) size, (int Height, int Width) target, int j, int i)
    {
        var (top, bottom) = ((double)j * size.Height / target.Height, (j + 1.0) * size.Height / target.Height);
        var (left, right) = ((double)i * size.Width / target.Width, (i + 1.0) * size.Width / target.Width);
        var sum = 0.0;
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
                sum += Math.Max(0, Math.Min(bottom, y + 1) - Math.Max(top, y)) * Math.Max(0, Math.Min(right, x + 1) - Math.Max(left, x))
                    * source[y * size.Width + x];
        }

        return sum / ((bottom - top) * (right - left));
    }

    private static void Agrees((int Height, int Width) size, (int Height, int Width) target, uint seed)
    {
        var (source, small) = (Noise(size.Height * size.Width, seed), new byte[target.Height * target.Width]);
        new AreaResize(size, target).Apply(source, small);
        // the oracle walks the whole source for each pixel: some pixels of a large picture are enough
        for (var k = 0; k < small.Length; k += 1 + small.Length / 500)
            Assert.InRange(small[k] - Integral(source, size, target, k / target.Width, k % target.Width), -0.5 - 1e-9, 0.5 + 1e-9);
    }

    private static byte[] Noise(int count, uint seed)
    {
        var noise = new byte[count];
        new Random((int)(seed >> 1)).NextBytes(noise);
        return noise;
    }
}
