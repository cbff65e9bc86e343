using Sobolev.Cli;
using Sobolev.Configuration;

namespace Sobolev.Tests.Cli;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_key_of_regress_stands_in_its_page() =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(typeof(Sobolev.Regression.RegressConfig))), key => Assert.Contains($"`{key.Path}`", Page("regress.md")));

    [Fact]
    public void Every_key_of_attention_stands_in_its_page() =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(typeof(Sobolev.AttentionTransfer.AttentionConfig))), key => Assert.Contains($"`{key.Path}`", Page("attention.md")));

    [Fact]
    public void Every_key_of_sg_imagenet_stands_in_its_page() =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(typeof(Sobolev.SyntheticGradients.SgImageNetConfig))), key => Assert.Contains($"`{key.Path}`", Page("sg-imagenet.md")));

    [Fact]
    public void Every_key_of_sg_cifar_stands_in_its_page() =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(typeof(Sobolev.SyntheticGradients.SgCifarConfig))), key => Assert.Contains($"`{key.Path}`", Page("sg-cifar.md")));

    [Fact]
    public void The_columns_of_probes_and_modules_stand_in_their_pages()
    {
        Assert.Contains(string.Join(',', Sobolev.AttentionTransfer.AttentionTrial.ProbeColumns), Page("attention.md"));
        Assert.Contains(string.Join(',', Sobolev.SyntheticGradients.SgTrial.ModuleColumns), Page("sg-cifar.md"));
    }

    [Theory]
    [InlineData(typeof(Sobolev.Distillation.DistillConfig))]
    [InlineData(typeof(Sobolev.Distillation.TeacherConfig))]
    [InlineData(typeof(Sobolev.Distillation.RecordConfig))]
    public void Every_key_of_distill_and_its_parts_stands_in_its_page(Type config) =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(config)), key => Assert.Contains($"`{key.Path}`", Page("distill.md")));

    [Fact]
    public void Every_common_option_stands_in_the_page_of_the_command_line() =>
        Assert.All(new CommonOptions("regress", typeof(Sobolev.Regression.RegressConfig)).All, option => Assert.Contains(option.Name, Page("cli.md")));

    private static string Page(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", name));
}
