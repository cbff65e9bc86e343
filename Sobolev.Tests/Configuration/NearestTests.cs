using Sobolev.Configuration;

namespace Sobolev.Tests.Configuration;

public sealed class NearestTests
{
    [Theory]
    [InlineData("rosenbrok", "rosenbrock")]
    [InlineData("booht", "booth")]
    [InlineData("Ackley", "ackley")]
    public void A_misspelt_name_finds_the_one_meant(string word, string name) =>
        Assert.Equal(name, Nearest.Name(word, ["ackley", "booth", "rosenbrock"]));

    [Theory]
    [InlineData("xyz")]
    [InlineData("ab")]
    [InlineData("")]
    public void What_is_near_nothing_finds_nothing(string word) => Assert.Null(Nearest.Name(word, ["ackley", "booth", "rosenbrock"]));
}
