using Sobolev.AttentionTransfer;
using Sobolev.Distillation;
using Sobolev.Fitting;
using Sobolev.Mpi;
using Sobolev.Regression;
using Sobolev.SyntheticGradients;

namespace Sobolev.Cli;

/// <summary>The experiments of the tool, in the order of the help.</summary>
internal static class Verbs
{
    public static readonly IReadOnlyList<IVerb> All =
    [
        new Verb<FitConfig>("fit", "fit a surrogate to your own table of values and partials", "sobolev fit table.csv",
            config => new FitExperiment(config)),
        new Verb<RegressConfig>(
            "regress",
            "fit functions from values and gradients",
            "sobolev regress --fn rosenbrock --samples 20",
            config => new RegressExperiment(config))
        {
            Moved = new Dictionary<string, string>
            {
                ["--data"] = "regress --data: a table of your own is fitted by another verb: sobolev fit TABLE",
            },
        },
        new Verb<GainConfig>("gain", "measure when partial derivatives help, over dimensions, samples and noise",
            "sobolev gain --dims 2,5,10,20", config => new GainExperiment(config)),
        new Verb<DistillConfig>("distill", "distil policies of Atari-like games from a teacher", "sobolev distill --game pong",
            config => new DistillExperiment(config),
            new Verb<TeacherConfig>("distill teacher", "train a teacher with A3C", "sobolev distill teacher --game pong",
                config => new TeacherExperiment(config)),
            new Verb<RecordConfig>("distill record", "record a teacher's frames and decisions", "sobolev distill record --game pong",
                config => new RecordExperiment(config)),
            new Verb<ScoreConfig>("distill score", "let a teacher play whole episodes for its score", "sobolev distill score --game pong",
                config => new ScoreExperiment(config))),
        new Verb<SgCifarConfig>("sg-cifar", "synthetic gradients on CIFAR-10", "sobolev sg-cifar --method sobolev",
            config => new SgCifarExperiment(config)),
        new Verb<SgImageNetConfig>(
            "sg-imagenet",
            "synthetic gradients on ImageNet",
            "sobolev sg-imagenet --data DIR --method sobolev",
            config => new SgImageNetExperiment(config, TimeProvider.System, MpiWorld.Alone))
        {
            Ranked = (config, world) => new SgImageNetExperiment(config, TimeProvider.System, world),
        },
        new Verb<AttentionConfig>("attention", "transfer attention by matching input gradients", "sobolev attention --method sobolev",
            config => new AttentionExperiment(config)),
    ];

    /// <summary>The verbs, each followed by its parts.</summary>
    public static IEnumerable<IVerb> WithParts => All.SelectMany(verb => verb.Parts.Prepend(verb));
}
