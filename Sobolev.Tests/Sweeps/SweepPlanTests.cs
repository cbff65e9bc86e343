using Sobolev.Sweeps;
using Sobolev.Tests.Configuration;

namespace Sobolev.Tests.Sweeps;

public sealed class SweepPlanTests
{
    [Fact]
    public void Several_axes_give_every_combination_the_last_varying_fastest()
    {
        var plan = Plan(false, "count=1,2", "inner.learning_rate=1e-3,0.1,2");
        Assert.Equal(["1 1e-3", "1 0.1", "1 2", "2 1e-3", "2 0.1", "2 2"], plan.Members.Select(TextOf));
        Assert.Equal("1-count=1+learning_rate=1e-3", plan.Members[0].Folder);
        Assert.Equal(6, plan.Members.Select(member => member.Folder).Distinct().Count());
    }

    [Fact]
    public void A_zip_pairs_the_values() =>
        Assert.Equal(["1 0.1", "2 0.2"], Plan(true, "count=1,2", "inner.learning_rate=0.1,0.2").Members.Select(TextOf));

    /// <summary>A list has commas, so one --sweep is one of its values.</summary>
    [Fact]
    public void A_key_that_is_a_list_takes_one_value_a_time()
    {
        var plan = Plan(false, "widths=64,64", "widths=128");
        Assert.Equal(["64,64", "128"], plan.Members.Select(TextOf));
        Assert.Equal(["1-widths=64x64", "2-widths=128"], plan.Members.Select(member => member.Folder));
    }

    [Theory]
    [InlineData(1, 3, "1,4,7")]
    [InlineData(3, 3, "3,6")]
    [InlineData(9, 9, "")]
    public void Shares_are_disjoint_and_together_the_whole(int part, int parts, string members)
    {
        var plan = Plan(false, "count=1,2,3,4,5,6,7,8");
        Assert.Equal(members, string.Join(',', plan.Share(part, parts).Select(member => member.Number)));
        Assert.Equal(plan.Members, Enumerable.Range(1, parts).SelectMany(one => plan.Share(one, parts)).OrderBy(member => member.Number));
    }

    [Theory]
    [InlineData("--sweep count: write --sweep KEY=VALUE,VALUE", "count")]
    [InlineData("--sweep count=: write --sweep KEY=VALUE,VALUE", "count=")]
    [InlineData("unknown key cuont; did you mean count?", "cuont=1")]
    [InlineData("--sweep count=3: the key is given already", "count=1,2", "count=3")]
    [InlineData("--sweep count: 1 is given 2 times", "count=1,1")]
    public void Mistakes_are_named(string message, params string[] axes) =>
        Assert.Contains(message, Assert.Throws<SobolevException>(() => Plan(false, axes)).Message);

    [Fact]
    public void A_zip_of_different_lengths_is_refused() =>
        Assert.Contains("count 2, inner.learning_rate 1",
            Assert.Throws<SobolevException>(() => Plan(true, "count=1,2", "inner.learning_rate=1")).Message);

    [Fact]
    public void The_number_of_members_is_limited() =>
        Assert.Contains("1000000 members, at most 10000", Assert.Throws<SobolevException>(() => Plan(
            false, $"count={string.Join(',', Enumerable.Range(1, 1000))}",
            $"inner.learning_rate={string.Join(',', Enumerable.Range(1, 1000))}")).Message);

    /// <summary>Values that are paths stay within the folder of the sweep.</summary>
    [Theory]
    [InlineData("word=../../x,a/b", "1-word=.._.._x", "2-word=a_b")]
    [InlineData("word=CON., x y", "1-word=CON", "2-word=x_y")]
    public void Names_of_folders_are_safe(string axis, string first, string second) =>
        Assert.Equal([first, second], Plan(false, axis).Members.Select(member => member.Folder));

    private static SweepPlan Plan(bool zip, params string[] axes) => new(SweepAxis.Parse(typeof(SampleConfig), axes), zip);

    private static string TextOf(SweepMember member) => string.Join(' ', member.Settings.Select(setting => setting.Text));
}
