using Sobolev.Plots;

namespace Sobolev.Tests.Plots;

/// <summary>A title stays legible: it takes more lines before its letters become small.</summary>
public sealed class PageTitleTests
{
    private const string Long = "Length of the synthetic gradient relative to the true one: tiny-imagenet-20, all training images, 3 seeds";

    [Fact]
    public void A_title_with_room_has_one_line() => Assert.Equal(new PageTitle("loss", 500).Height, new PageTitle(Long, 1400).Height);

    [Fact]
    public void A_title_that_would_become_small_has_more_lines() =>
        Assert.True(new PageTitle(Long, 500).Height > new PageTitle(Long, 1000).Height);

    [Fact]
    public void A_page_leaves_room_for_all_lines()
    {
        var narrow = new ChartPage(Long, [], [], 540);
        Assert.Equal(10 + new PageTitle(Long, 500).Height + 6, narrow.Top);
    }

    [Fact]
    public void An_empty_title_takes_no_room() => Assert.Equal(0, new PageTitle("", 500).Height);
}
