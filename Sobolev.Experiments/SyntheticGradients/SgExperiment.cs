using Sobolev.Models;
using Sobolev.Mpi;
using Sobolev.Plots;
using Sobolev.Randomness;
using Sobolev.Runs;
using Sobolev.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.SyntheticGradients;

/// <summary>
/// "Synthetic Gradients" of the supplement: a network cut into pieces that train on predicted gradients. Each verb supplies the network and
/// the images.
/// </summary>
public abstract class SgExperiment : IExperiment
{
    private readonly SgConfig _config;
    private readonly MpiWorld _world;

    /// <param name="config">The same on all ranks.</param>
    /// <param name="world">The processes that train together: each has the workers of the config and separate minibatches.</param>
    private protected SgExperiment(SgConfig config, MpiWorld world) => (_config, _world) = (config, world);

    public abstract string Verb { get; }

    public RunConfig Config => _config;

    public string Label => SgMethods.Label(_config.AllMethods());

    public IReadOnlyList<string> KeyColumns => SgKey.Columns;

    public IReadOnlyList<string> Metrics => ["train_loss", .. AccuracyMetrics, "sg_value_loss", "sg_gradient_loss", "sg_cosine"];

    public IReadOnlyList<string> SummaryMetrics => [.. AccuracyMetrics, "sg_cosine"];

    /// <summary>Top-1, and top-5 where the verb measures it.</summary>
    private protected abstract IReadOnlyList<string> AccuracyMetrics { get; }

    /// <summary>The sentence on what was found where the images are.</summary>
    public virtual IReadOnlyList<string> Notes => [$"data: {Found}"];

    public IReadOnlyDictionary<string, string> Prepare()
    {
        var devices = Devices.ForWorkers(_config.Device, _config.Workers);
        _config.Arithmetic().Apply(devices[0]);
        var data = CheckData();
        return new Dictionary<string, string>(TorchFacts.Of(devices)) { ["data"] = data, ["images"] = Found };
    }

    /// <summary>Methods, then seeds.</summary>
    public IReadOnlyList<TrialPlan> Plan() =>
    [
        .. from method in _config.AllMethods()
           from seed in _config.AllSeeds()
           select new TrialPlan(new SgKey(method, _config.CutsOf(method).Count), seed, _config.Updates, _config.EvaluateEvery),
    ];

    public ITrial Build(TrialPlan plan)
    {
        TorchThreads.Set(_config.OperationThreads);
        var (method, trunk) = (plan.KeyAs<SgKey>().Method, Trunk());
        Device[] devices = [.. Devices.ForWorkers(_config.Device, _config.Workers, plan.Place).Select(device => device.ToTorch())];
        // workers that take turns on a GPU must leave no activations there: their updates are not recorded
        string[] names = [.. devices.Select(device => device.type == DeviceType.CPU ? "cpu" : device.ToString())];
        var networks = new List<CutNetwork>();
        foreach (var device in devices)
            networks.Add(Network(method, trunk, device, plan.Seed, networks.Find(network => network.Device == device.ToString())));
        var images = Images(plan.Seed, devices);
        var settings = new SgSettings(_config.Trunk, _config.Module, images.Classes, TopFive: AccuracyMetrics.Count > 1,
            $"sobolev-{Verb}", _config.Precision, _config.CudaGraphs && names.Distinct().Count() == names.Length);
        var turns = GpuTurns.Of(names, _config.TrialsPerGpu);
        var trainer = new DataParallelTrainer(networks, TrainerRates.Of(_config.Trunk, _config.Module), _world, turns);
        return new SgTrial(settings, trainer, images.Workers, images.Measured) { Notes = images.Notes };
    }

    /// <summary>modules.csv: a row per trial, evaluation and module.</summary>
    public IReadOnlyList<ResultTable> Tables(RunResults results) =>
        TimeSeries.Tables(results, KeyColumns, SgTrial.ModulesReport);

    public abstract void Draw(RunResults results, PlotFolder plots);

    /// <summary>
    /// The network of a method. Initial weights depend on the seed alone: every method and every worker begins with the same.
    /// </summary>
    internal CutNetwork Network(SgMethod method, ISgTrunk trunk, Device device, long seed, CutNetwork? shared)
    {
        var stages = trunk.Stages();
        foreach (var (name, stage) in stages)
            HeWeights.Draw(stage, new RandomStream(seed, $"weights/{name}"));
        trunk.Initialise(stages);
        foreach (var (_, stage) in stages)
            stage.to(device);

        var modules = new List<GradientModule>();
        if (_config.Module.Losses().ObjectiveOf(method) is { } objective)
        {
            foreach (var cut in _config.CutsOf(method))
            {
                var rng = new RandomStream(seed, $"weights/module{cut}");
                var module = SgModules.Build(method, objective, trunk.InputAt(cut), _config.Module, rng);
                module.Network.to(device);
                modules.Add(module);
            }
        }

        return new CutNetwork(stages, [.. _config.CutsOf(method).Select(trunk.StagesBelow)], modules, shared);
    }

    /// <summary>A sentence on what was found and what was ignored; after <see cref="CheckData"/>.</summary>
    private protected abstract string Found { get; }

    /// <returns>The fact data of run.json.</returns>
    /// <exception cref="SobolevException">The data is missing, or the config does not fit it.</exception>
    private protected abstract string CheckData();

    private protected abstract ISgTrunk Trunk();

    /// <summary>The images of the trials of one seed, on the devices of the workers.</summary>
    private protected abstract SgImages Images(long seed, IReadOnlyList<Device> devices);
}
