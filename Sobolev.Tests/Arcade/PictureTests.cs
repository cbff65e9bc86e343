using SkiaSharp;
using Sobolev.Arcade;
using Sobolev.Randomness;
using Sobolev.Tests.Plots;

namespace Sobolev.Tests.Arcade;

/// <summary>The pictures of docs/arcade.md are the views of a player; SOBOLEV_KEEP_PLOTS=docs/images draws them again.</summary>
public sealed class PictureTests
{
    private const int Enlarged = 4, Side = 84;

    public static TheoryData<string> Names { get; } = [.. Games.Names];

    [Theory, MemberData(nameof(Names))]
    public void The_picture_in_the_documentation_is_the_game(string name)
    {
        var view = View(name);
        using var plots = new KeptPlots();
        using (var picture = new SKBitmap(Side * Enlarged, Side * Enlarged, SKColorType.Gray8, SKAlphaType.Opaque))
        {
            for (var k = 0; k < picture.Width * picture.Height; k++)
                picture.GetPixelSpan()[k] = view[k / picture.Width / Enlarged * Side + k % picture.Width / Enlarged];
            using var data = picture.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(plots.File($"arcade-{name}.png"), data.ToArray());
        }

        var path = Path.Combine(AppContext.BaseDirectory, "docs", "images", $"arcade-{name}.png");
        Assert.InRange(new FileInfo(path).Length, 1, 100_000);
        using var documented = SKBitmap.Decode(path);
        Assert.Equal((Side * Enlarged, Side * Enlarged), (documented.Width, documented.Height));
        for (var k = 0; k < view.Length; k++)
            Assert.Equal(view[k], documented.GetPixel(k % Side * Enlarged + 1, k / Side * Enlarged + 1).Red);
    }

    private static byte[] View(string name)
    {
        using var game = Games.Create(name);
        var player = new AtariWrapper(game, new RandomStream(3), new AtariOptions());
        var policy = SimplePolicies.Of(name);
        player.Start();
        // late enough for points and gaps, early enough for a wave that still looks like one
        var actions = name == "space-invaders" ? 100 : 300;
        for (var k = 0; k < actions; k++)
            player.Act(policy(player));
        return player.Frame.ToArray();
    }
}
