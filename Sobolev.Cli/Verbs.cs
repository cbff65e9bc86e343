using Sobolev.AttentionTransfer;
using Sobolev.Distillation;
using Sobolev.Regression;
using Sobolev.SyntheticGradients;

namespace Sobolev.Cli;

/// <summary>The experiments of the tool, in the order of the help.</summary>
internal static class Verbs
{
    public static readonly IReadOnlyList<IVerb> All =
    [
        new Verb<RegressConfig>("regress", "fit functions from values and gradients", "sobolev regress --fn rosenbrock --samples 20", config => config.Data.File is null ? new RegressExperiment(config) : new OwnDataExperiment(config)),
        new Verb<TeacherConfig>("distill", "policies of Atari-like games distilled from a teacher", "sobolev distill teacher --game pong", config => new TeacherExperiment(config),
            new Verb<TeacherConfig>("distill teacher", "train a teacher with A3C", "sobolev distill teacher --game pong", config => new TeacherExperiment(config))),
        new Verb<SgCifarConfig>("sg-cifar", "synthetic gradients on CIFAR-10", "sobolev sg-cifar --method sobolev", config => new SgCifarExperiment(config)),
        new Verb<AttentionConfig>("attention", "attention transfer by input gradients", "sobolev attention --method sobolev", config => new AttentionExperiment(config)),
    ];

    /// <summary>The verbs, each followed by its parts.</summary>
    public static IEnumerable<IVerb> WithParts => All.SelectMany(verb => verb.Parts.Prepend(verb));
}
