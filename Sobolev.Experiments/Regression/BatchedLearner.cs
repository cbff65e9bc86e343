using Sobolev.Kernels;
using Sobolev.Models;
using Sobolev.Objectives;
using Sobolev.Randomness;
using Sobolev.State;
using Sobolev.Surrogates;
using Sobolev.Torch;
using static TorchSharp.torch;

namespace Sobolev.Regression;

/// <summary>Training data of one network of a group.</summary>
/// <param name="Parameters">Its initial weights.</param>
/// <param name="Training">As many samples as every other member has.</param>
/// <param name="Projections">Its own stream of random vectors.</param>
internal sealed record GroupMember(double[] Parameters, Samples Training, RandomStream Projections);

/// <summary>
/// Trains several networks of one shape as one batched network by autograd on libtorch: a GPU that one small network cannot fill
/// works on all of them at once. To rounding each is trained as <see cref="TorchLearner"/> would train it.
/// </summary>
internal sealed class BatchedLearner : IDisposable
{
    // no more in a small group, so that its numbers are those of a large one; of 512 networks a layer of 256 then has 270 MB in 32 bits
    private const int RowsAtOnce = 512;

    private readonly BatchedMlp _network;
    private readonly FlatAdam _adam;
    private readonly SobolevObjective _objective;
    private readonly Tensor[] _training;
    private readonly int _samples;
    private readonly Member[] _members;
    private readonly RecordedPass _pass;
    private readonly LossReader _losses;
    private Projections _projections = Projections.None;

    public BatchedLearner(MlpShape shape, IReadOnlyList<GroupMember> members, ObjectiveOptions objective,
        Precision precision, ComputeDevice device, bool cudaGraphs = true)
    {
        TorchThreads.Set(1);
        var type = precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _samples = members[0].Training.Count;
        _network = new BatchedMlp(shape, [.. members.Select(member => member.Parameters)], type, device);
        _adam = new FlatAdam(_network.Parameters, learningRate: 0);
        _objective = TorchLearner.ObjectiveOf(objective, shape);
        long n = (long)members.Count * _samples, inputs = shape.Inputs;
        long[] value = shape.Outputs == 1 ? [n] : [n, shape.Outputs];
        _training =
        [
            Stored(samples => samples.Points, n, inputs), Stored(samples => samples.Values, value),
            Stored(samples => samples.Jacobians, [.. value, inputs]),
            .. objective.Order == 2 ? [Stored(samples => samples.Hessians, [.. value, inputs, inputs])] : Array.Empty<Tensor>(),
        ];
        _pass = new RecordedPass(Fill, device.ToTorch(), cudaGraphs);
        _losses = new LossReader(device.ToTorch());
        _members = [.. members.Select((member, place) => new Member(this, place, member.Projections))];

        Tensor Stored(Func<Samples, double[]> part, params long[] to) =>
            NativeTensors.Of([.. members.SelectMany(member => part(member.Training))], to, type, device.ToTorch()).DetachFromDisposeScope();
    }

    /// <summary>
    /// Each network as a separate learner. Its update only registers its minibatch, and returns not-a-number: <see cref="Update"/>
    /// does the work of all.
    /// </summary>
    public IReadOnlyList<ILearner> Members => _members;

    /// <summary>
    /// One update of every network, from the rows that the members were given; returns the loss each started from, or the last that is
    /// known (<see cref="LossReader"/>).
    /// </summary>
    public IReadOnlyList<double> Update()
    {
        using var scope = NewDisposeScope();
        var batch = Batch();
        _projections = Draw(batch);
        _network.Parameters.Zero();
        // all samples at once lie where they are
        var losses = _pass.Run([.. batch == _training ? [] : batch, .. _projections.Drawn]);
        _adam.LearningRate = _members[0].LearningRate;
        _adam.Step();
        return _losses.Take(losses);
    }

    /// <summary>The loss that each network's last update started from; waits for the device.</summary>
    public IReadOnlyList<double> ReadLosses() => _losses.Read();

    /// <summary>Predictions of all networks, as one batch.</summary>
    /// <param name="points">Points of each (count, inputs), as many as of every other.</param>
    public IReadOnlyList<Predictions> Predict(IReadOnlyList<double[]> points) =>
        new TorchPredictions(x => Values(_network.call(x)), _network.Shape, _network.Parameters.Values, RowsAtOnce).At(points);

    public void Dispose()
    {
        _pass.Dispose();
        _losses.Dispose();
        _adam.Dispose();
        _network.Dispose();
        foreach (var stored in _training)
            stored.Dispose();
    }

    /// <summary>Fills the gradients; returns the loss of each network.</summary>
    /// <param name="inputs">The minibatch, where it is not all samples; then the vectors to project on.</param>
    private Tensor Fill(IReadOnlyList<Tensor> inputs)
    {
        var drawn = _projections.Drawn.Count;
        Tensor[] batch = inputs.Count > drawn ? [.. inputs.Take(_training.Length)] : _training;
        var model = new FunctionJet(x => Values(_network.call(x)), batch[0], Graph.Trainable, _objective.Order);
        var target = new StoredJet(batch[1], batch[2]) { Hessian = batch.ElementAtOrDefault(3) };
        var loss = _objective.Compare(model, target, _projections.With(inputs.TakeLast(drawn)));
        // the sum of the networks' own means, not the mean over all of them
        loss.Backward(weight: _network.Networks);
        return loss.TotalOfParts(_network.Networks);
    }

    private Tensor Values(Tensor output) => _network.Shape.Outputs == 1 ? output.squeeze(1) : output;

    /// <summary>The rows of all members, those of the first first.</summary>
    private Tensor[] Batch()
    {
        if (_members[0].Rows.Length == _samples)
            return _training;
        var rows = _members.SelectMany((member, place) => member.Rows.Select(row => (long)place * _samples + row)).ToArray();
        var index = NativeTensors.Of(rows, _training[0].device);
        return [.. _training.Select(stored => stored.index_select(0, index))];
    }

    /// <summary>Each member's vectors from its own stream, as if it were alone.</summary>
    private Projections Draw(Tensor[] batch) => _objective.Draw([.. _members.Select(member => member.Projections)], batch[1], batch[0]);

    private sealed class Member(BatchedLearner group, int place, RandomStream projections) : ILearner
    {
        public int[] Rows { get; private set; } = [];

        public double LearningRate { get; private set; }

        public RandomStream Projections { get; private set; } = projections;

        public double Update(ReadOnlySpan<int> rows, double learningRate)
        {
            (Rows, LearningRate) = (rows.ToArray(), learningRate);
            return double.NaN;
        }

        /// <remarks>A batch of all networks at these points; <see cref="BatchedLearner.Predict"/> has points for each.</remarks>
        public Predictions Predict(double[] points) => group.Predict([.. group._members.Select(_ => points)])[place];

        public double[] Parameters() => Part(group._network.Parameters.Values);

        public void Save(TrialState state)
        {
            state.Put<double>("parameters", Parameters());
            state.Put<double>("adam.first", Part(group._adam.FirstMoment));
            state.Put<double>("adam.second", Part(group._adam.SecondMoment));
            state.Put("adam.steps", group._adam.StepCount);
            state.Put("projections.state", Projections.State);
        }

        public void Load(TrialState state)
        {
            group._network.Load(place, group._network.Parameters.Values, state.Values<double>("parameters"));
            group._network.Load(place, group._adam.FirstMoment, state.Values<double>("adam.first"));
            group._network.Load(place, group._adam.SecondMoment, state.Values<double>("adam.second"));
            group._adam.StepCount = state.Integer("adam.steps");
            Projections = new RandomStream(state.Unsigned("projections.state"));
        }

        public void Dispose() { }

        private double[] Part(Tensor flat) => group._network.ToArray(place, flat);
    }
}
