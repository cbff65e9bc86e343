using Sobolev.Configuration;
using Sobolev.Kernels;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Surrogates;
using Sobolev.Torch;

namespace Sobolev.Regression;

/// <summary>
/// When partial derivatives help: networks fitted to random functions of several dimensions and wavelengths, with and without partials,
/// over numbers of samples and levels of noise.
/// </summary>
public sealed class GainExperiment(GainConfig config) : IExperiment
{
    internal const string TestValueError = "test_value_error";
    internal const string TestGradientError = "test_gradient_error";

    public string Verb => "gain";

    public RunConfig Config => config;

    public string Label => $"{string.Join('-', config.Dims)}-dims";

    public IReadOnlyList<string> KeyColumns => GainKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_value_error", TestValueError, TestGradientError];

    public IReadOnlyList<string> SummaryMetrics => [TestValueError, TestGradientError];

    public IReadOnlyList<string> ErrorMetrics => SummaryMetrics;

    public bool UsesDevice => Learners.EngineOf(config.Regression) == Engine.Libtorch;

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var facts = UsesDevice ? TorchFacts.Of(Devices.Resolve(config.Device)) : new() { ["device"] = ComputeDevice.Cpu.ToString() };
        facts["engine"] = ConfigText.Of(Learners.EngineOf(config.Regression));
        return facts;
    }

    /// <summary>Dimensions, then wavelengths, noises, numbers of samples, methods and seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from dims in config.Dims.Distinct()
           from wavelength in config.Wavelengths.Distinct()
           from noise in config.GradientNoise.Distinct()
           from samples in config.Samples.Distinct()
           from method in new[] { RegressMethod.Regular, RegressMethod.Sobolev }
           from seed in config.AllSeeds()
           select new TrialPlan(new GainKey(new GainCase(dims, wavelength, noise), samples, method), seed, config.Updates,
               config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan)
    {
        var (of, samples, method) = plan.KeyAs<GainKey>();
        var function = new WaveFunction(of.Dims, of.Wavelength, config.Waves, new RandomStream(plan.Seed, $"waves/{of.Dims}"));
        // points, noise and initial weights are the same for every method, and for every wavelength and noise of so many dimensions
        var training = WaveFunction.Noisy(function.Uniform(samples, new RandomStream(plan.Seed, $"data/{of.Dims}")), config.ValueNoise,
            of.GradientNoise, new RandomStream(plan.Seed, $"noise/{of.Dims}"));
        var test = function.Uniform(config.TestSamples, new RandomStream(plan.Seed, $"test/{of.Dims}"));
        var regression = config.Regression;
        var objective = method == RegressMethod.Regular ? regression.Objective with { GradientWeight = 0 } : regression.Objective;
        var shape = new MlpShape(of.Dims, config.Network.Hidden, 1, config.Network.Activation);
        var scaling = Scaling.Of(training, inputs: true, outputs: true);
        var weights = InitialWeights.Draw(shape, config.Network.Initialisation, new RandomStream(plan.Seed, $"weights/{of.Dims}"));
        var learner = Learners.Create(regression, shape, weights, scaling.Scale(training), objective, plan,
            new RandomStream(plan.Seed, "projections"));
        var batches = new Batches(training.Count, 0, new RandomStream(plan.Seed, "order"));
        return new GainTrial(new RegressTrial(regression, objective, shape, learner, scaling, training, test, batches), test);
    }

    public IReadOnlyList<ResultTable> Tables(RunResults results) => [GainTable.Of(results)];

    public void Draw(RunResults results, PlotFolder plots) => GainPlots.Draw(config, results, plots);
}
