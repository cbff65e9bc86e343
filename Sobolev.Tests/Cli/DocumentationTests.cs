using System.CommandLine;
using System.CommandLine.Help;
using Sobolev.AttentionTransfer;
using Sobolev.Cli;
using Sobolev.Configuration;
using Sobolev.Distillation;
using Sobolev.Fitting;
using Sobolev.Regression;
using Sobolev.Runs;
using Sobolev.SyntheticGradients;
using Sobolev.Theory;

namespace Sobolev.Tests.Cli;

/// <summary>The pages have every command, option, key, file and column. A verb's page is named like its first word.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Verbs => [.. Sobolev.Cli.Verbs.WithParts.Select(verb => verb.Name)];

    public static TheoryData<string> Commands
    {
        get
        {
            var terminal = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, false, false);
            return [.. Paths(Tool.Root(terminal, []), "").Where(path => path.Length > 0)];
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_key_of_a_verb_is_on_its_page(string verb) =>
        Assert.All(ConfigKey.Leaves(ConfigKey.Of(ExperimentOf(verb).Config.GetType())),
            key => Assert.Contains($"`{key.Path}`", PageOf(verb)));

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_column_of_the_metrics_and_of_the_stages_is_on_the_page(string verb)
    {
        var experiment = ExperimentOf(verb);
        foreach (var (file, source) in experiment.Stages().Select(stage => (stage.Name, stage.Experiment)).Append(("metrics", experiment)))
        {
            Assert.Contains($"{file}.csv", PageOf(verb));
            Assert.All(source.KeyColumns.Concat(source.Metrics), column => Assert.Matches($@"\b{column}\b", PageOf(verb)));
        }
    }

    [Fact]
    public void The_columns_of_probes_and_modules_are_on_their_pages()
    {
        Assert.Contains(string.Join(',', AttentionTrial.ProbeColumns), Page("attention.md"));
        Assert.Contains(string.Join(',', SgTrial.ModuleColumns), Page("sg-cifar.md"));
    }

    [Fact]
    public void The_columns_and_checks_of_verify_are_on_its_page()
    {
        Assert.Contains(string.Join(',', Verification.Header), Page("theory.md"));
        Assert.All(Checks.All, check => Assert.Contains($"`{check.Name}`", Page("theory.md")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_and_its_options_are_on_a_page(string path)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, TextReader.Null, false, false, false);
        Command command = Tool.Root(terminal, []);
        foreach (var word in path.Split(' '))
            command = command.Subcommands.Single(sub => sub.Name == word);
        Assert.Contains($"sobolev {path}", Page("cli.md"));
        var pages = Page("cli.md") + (Sobolev.Cli.Verbs.WithParts.Any(verb => verb.Name == path) ? PageOf(path) : "");
        Assert.All(command.Options.Where(option => option is not HelpOption && !option.Hidden),
            option => Assert.Matches($@"(?<![\w-]){option.Name}\b", pages));
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}".Trim())).Prepend(path);

    /// <summary>The experiment of a verb with its defaults. A new verb joins here.</summary>
    private static IExperiment ExperimentOf(string verb) => verb switch
    {
        "fit" => new FitExperiment(new FitConfig()),
        "regress" => new RegressExperiment(new RegressConfig()),
        "gain" => new GainExperiment(new GainConfig()),
        "distill" => new DistillExperiment(new DistillConfig()),
        "distill teacher" => new TeacherExperiment(new TeacherConfig()),
        "distill record" => new RecordExperiment(new RecordConfig()),
        "distill score" => new ScoreExperiment(new ScoreConfig()),
        "sg-cifar" => new SgCifarExperiment(new SgCifarConfig()),
        "sg-imagenet" => new SgImageNetExperiment(new SgImageNetConfig(), TimeProvider.System, Sobolev.Mpi.MpiWorld.Alone),
        "attention" => new AttentionExperiment(new AttentionConfig()),
        _ => throw new NotSupportedException($"add the experiment of {verb}"),
    };

    private static string PageOf(string verb) => Page(verb.Split(' ')[0] + ".md");

    private static string Page(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", name));
}
