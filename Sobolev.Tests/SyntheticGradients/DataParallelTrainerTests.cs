using Sobolev.State;
using Sobolev.SyntheticGradients;
using Sobolev.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Sobolev.Tests.SyntheticGradients;

[Trait("Speed", "Slow")]
public sealed class DataParallelTrainerTests : IClassFixture<LoadedTorch>, IDisposable
{
    private static readonly TrainerRates _rates = new(Momentum: 0.9, Decay: 1e-3, ModuleLearningRate: 1e-2);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    /// <summary>Whether the workers share memory or send copies, the network's update is one from the mean of their gradients.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_network_is_updated_from_the_mean_of_the_workers_gradients(bool share)
    {
        var batches = Enumerable.Range(0, 3).Select(worker => SmallNetworks.Batch(6, worker)).ToArray();
        using var trainer = NewCrew(SgMethod.Backprop, 3, share);
        trainer.Update(0.1, (worker, network) => Pass(network, batches[worker]));

        var separate = batches.Select(batch =>
        {
            using var network = SmallNetworks.Build(SgMethod.Backprop);
            Pass(network, batch);
            return SmallNetworks.Gradients(network);
        }).ToArray();
        using var start = SmallNetworks.Build(SgMethod.Backprop);
        var before = SmallNetworks.Values(start);
        var after = SmallNetworks.Values(trainer.Main);
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i] - 0.1 * (separate.Average(gradients => gradients[i]) + 1e-3 * before[i]), after[i], 1e-12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_worker_updates_the_shared_modules(bool share)
    {
        using var trainer = NewCrew(SgMethod.Sobolev, 2, share);
        var before = trainer.Main.ModuleParameters[0].ToArray();
        for (var update = 0; update < 4; update++)
            trainer.Update(0.1, (worker, network) => Pass(network, SmallNetworks.Batch(6, worker)));
        var state = new TrialState();
        trainer.Save(state);
        Assert.Equal(8, state.Integer("module0.steps"));
        Assert.NotEqual(before, trainer.Main.ModuleParameters[0].ToArray());
    }

    [Fact]
    public void Workers_that_share_a_GPU_take_turns_with_the_same_numbers()
    {
        var (at, most) = (0, 0);
        using var together = NewCrew(SgMethod.Backprop, 3, share: true);
        using var one = new SemaphoreSlim(1);
        using var inTurn = NewCrew(SgMethod.Backprop, 3, share: true, new GpuTurns([one, one, one]));
        for (var update = 0; update < 3; update++)
        {
            together.Update(0.1, (worker, network) => Pass(network, SmallNetworks.Batch(6, worker)));
            inTurn.Update(0.1, (worker, network) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref at));
                var loss = Pass(network, SmallNetworks.Batch(6, worker));
                Interlocked.Decrement(ref at);
                return loss;
            });
        }

        Assert.Equal(1, most);
        Assert.Equal(SmallNetworks.Values(together.Main), SmallNetworks.Values(inTurn.Main));
    }

    [Fact]
    public void Without_modules_what_lies_below_is_left_alone_regularisation_included()
    {
        using var trainer = NewCrew(SgMethod.Noprop, 1, true);
        double[][] before = [.. trainer.Main.Parameters.Select(parameters => parameters.ToArray())];
        for (var update = 0; update < 3; update++)
            trainer.Update(0.1, (_, network) => Pass(network, SmallNetworks.Batch(6)));
        Assert.All(Enumerable.Range(0, 3), segment => Assert.Equal(before[segment], trainer.Main.Parameters[segment].ToArray()));
        Assert.NotEqual(before[3], trainer.Main.Parameters[3].ToArray());
    }

    [Theory]
    [InlineData(SgMethod.Backprop)]
    [InlineData(SgMethod.Noprop)]
    [InlineData(SgMethod.Direct)]
    [InlineData(SgMethod.Vfbn)]
    [InlineData(SgMethod.Critic)]
    [InlineData(SgMethod.Sobolev)]
    public void Its_state_goes_on_to_the_bit(SgMethod method)
    {
        using var whole = NewCrew(method, 1, true);
        Updates(whole, 0, 6);
        using var stopped = NewCrew(method, 1, true);
        Updates(stopped, 0, 3);
        var state = new TrialState();
        stopped.Save(state);
        using var resumed = NewCrew(method, 1, true);
        resumed.Load(TrialState.Of(new Sobolev.Files.TensorFile([.. state.Tensors], state.Texts.ToDictionary())));
        Updates(resumed, 3, 6);
        Assert.Equal(Everything(whole), Everything(resumed));
    }

    [Fact]
    public void A_worker_that_fails_fails_the_update_after_all_have_ended()
    {
        using var trainer = NewCrew(SgMethod.Backprop, 3, true);
        var ended = 0;
        var error = Assert.Throws<InvalidOperationException>(
            () => trainer.Update(
                0.1,
                (worker, _) => worker == 1 ? throw new InvalidOperationException("worker 1") : Interlocked.Increment(ref ended)));
        Assert.Equal("worker 1", error.Message);
        Assert.Equal(2, ended);
        // and the trainer can continue
        trainer.Update(0.1, (worker, network) => Pass(network, SmallNetworks.Batch(6, worker)));
    }

    [Fact]
    public void Updates_leave_no_tensors_behind()
    {
        using var trainer = NewCrew(SgMethod.Sobolev, 1, true);
        Updates(trainer, 0, 2);
        DisposeScopeManager.Statistics.Reset();
        Updates(trainer, 2, 8);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Updates(DataParallelTrainer trainer, int from, int to)
    {
        for (var update = from; update < to; update++)
            trainer.Update(0.05, (worker, network) => Pass(network, SmallNetworks.Batch(6, update)));
    }

    private static double Pass(CutNetwork network, (Tensor Images, Tensor Labels) batch)
    {
        network.Train(true);
        var losses = DecoupledPass.Run(network, batch.Images, batch.Labels, SmallNetworks.Classes, ModuleTargets.True);
        return losses.to(float64).data<double>()[0];
    }

    private static DataParallelTrainer NewCrew(SgMethod method, int workers, bool share, GpuTurns? turns = null)
    {
        var networks = new List<CutNetwork> { SmallNetworks.Build(method) };
        while (networks.Count < workers)
            networks.Add(SmallNetworks.Build(method, share ? networks[0] : null));
        return new DataParallelTrainer(networks, _rates, turns: turns);
    }

    private static double[] Everything(DataParallelTrainer trainer)
    {
        var state = new TrialState();
        trainer.Save(state);
        return [
            .. state.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
                .SelectMany(tensor => tensor.Type == "I64" ? tensor.Values<long>().Select(value => (double)value) : tensor.Doubles()),
        ];
    }
}
