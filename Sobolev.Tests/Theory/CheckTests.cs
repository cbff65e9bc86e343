using Sobolev.Tests.Torch;
using Sobolev.Theory;

namespace Sobolev.Tests.Theory;

/// <summary>Every statement holds, for other seeds than the default too; the registry is complete.</summary>
[Trait("Speed", "Slow")]
public sealed class CheckTests : IClassFixture<LoadedTorch>
{
    public static TheoryData<string> Names => [.. Checks.All.Select(check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_of_the_supplement_holds(string name)
    {
        var result = Checks.Named([name]).Single().Run(new VerifyConfig { Seed = 3, Points = 60, Dim = 3 });
        Assert.NotEmpty(result.Findings);
        Assert.All(result.Findings, finding => Assert.True(finding.Holds, $"{finding}"));
        Assert.True(result.Holds);
        Assert.False(string.IsNullOrEmpty(result.Built));
    }

    [Fact]
    public void Names_and_quantities_are_told_apart()
    {
        Assert.Distinct(Checks.All.Select(check => check.Name));
        var findings = new Remark2().Run(new VerifyConfig()).Findings;
        Assert.Distinct(findings.Select(finding => finding.Quantity));
    }

    [Fact]
    public void No_check_is_forgotten()
    {
        var types = typeof(ICheck).Assembly.GetTypes().Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(ICheck)));
        Assert.Equal(
            types.Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))),
            Checks.All.Select(check => check.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void A_number_that_is_none_holds_nothing()
    {
        Assert.False(Finding.AtMost("error", double.NaN, 1).Holds);
        Assert.False(Finding.AtLeast("floor", double.NaN, 1).Holds);
        Assert.False(new CheckResult("nothing", []).Holds);
    }
}
