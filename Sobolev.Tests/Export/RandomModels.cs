using CsCheck;
using Sobolev.Export;
using Sobolev.Files;
using Sobolev.Kernels;
using Sobolev.Randomness;
using Sobolev.Surrogates;

namespace Sobolev.Tests.Export;

/// <summary>Models of every kind with random numbers, and points to compare them at.</summary>
internal static class RandomModels
{
    public static Gen<(NetworkModel Model, double[] Points)> Networks(Activation activation) =>
        from inputs in Gen.Int[1, 4]
        from hidden in Gen.Int[1, 9].Array[1, 3]
        from outputs in Gen.Int[1, 3]
        from inputMean in Gen.Double[-5, 5].Array[inputs]
        from inputScale in Gen.Double[0.3, 4].Array[inputs]
        from outputMean in Gen.Double[-5, 5].Array[outputs]
        from outputScale in Gen.Double[0.3, 4].Array[outputs]
        from seed in Gen.Long
        let shape = new MlpShape(inputs, hidden, outputs, activation)
        let scaling = new Scaling(inputMean, inputScale, outputMean, outputScale)
        select (new NetworkModel(shape, scaling, Weights(shape, seed)), Points(inputs, seed));

    /// <summary>As files keep them: weights of 32 bits.</summary>
    public static double[] Weights(MlpShape shape, long seed) =>
        Array.ConvertAll(
            InitialWeights.Draw(shape, Initialisation.Pytorch, new RandomStream(seed, "weights")),
            weight => (double)(float)weight);

    /// <summary>A network of two hidden layers with those of its folds.</summary>
    public static FittedModel Network(Activation activation, long seed, int folds = 3)
    {
        var shape = new MlpShape(3, [7, 5], 2, activation);
        var network = new NetworkModel(shape, new Scaling([1, -2, 0.5], [2, 0.7, 3], [4, -1], [2, 5]), Weights(shape, seed));
        NetworkModel[] others = [.. Enumerable.Range(1, folds).Select(fold => network with { Parameters = Weights(shape, seed + fold) })];
        return Fitted(network, others, seed);
    }

    /// <summary>A process for each of two outputs, given values and derivatives with holes.</summary>
    /// <param name="order">The highest derivative that is given.</param>
    public static FittedModel Process(Correlation correlation, int order, long seed)
    {
        const int rows = 9, inputs = 2, outputs = 2;
        var stream = new RandomStream(seed, "process");
        var samples = new Samples(
            rows,
            inputs,
            outputs,
            Normals(rows * inputs),
            WithHoles(rows * outputs),
            WithHoles(rows * outputs * inputs),
            order == 2 ? WithHoles(rows * outputs * inputs * inputs) : []);
        KrigingModel[] processes = [.. Enumerable.Range(0, outputs).Select(output => Of(Observations.Of(samples, output, order)))];
        return Fitted(new ProcessModel(new Scaling([1, -2], [2, 0.7], [4, -1], [2, 5]), processes), [], seed);

        KrigingModel Of(Observations data) =>
            KrigingModel.Of(data, correlation, new KrigingParameters([0.9, 1.7], [.. data.Different.Select(_ => 0.05)]))!;
        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextNormal())];
        double[] WithHoles(int count) => Array.ConvertAll(Normals(count), number => stream.NextDouble() < 0.1 ? double.NaN : number);
    }

    public static double[] Points(int inputs, long seed)
    {
        var stream = new RandomStream(seed, "points");
        return [.. Enumerable.Range(0, 5 * inputs).Select(_ => (double)(float)(3 * stream.NextNormal()))];
    }

    public static FittedModel Fitted(NetworkModel network) =>
        new(network, Names("in, ", network.Inputs), Names("out", network.Outputs), [], [], null);

    public static TrainedModel Open(TemporaryFolder folder, FittedModel model)
    {
        var (tensors, metadata) = model.Tensors();
        var path = folder.File("model.safetensors");
        using (var stream = File.Create(path))
            SafeTensors.Write(stream, tensors, metadata);
        return TrainedModel.Open(path, null);
    }

    private static FittedModel Fitted(ISurrogateModel model, NetworkModel[] folds, long seed)
    {
        var stream = new RandomStream(seed, "deviations");
        var columns = model.Outputs * (1 + model.Inputs);
        double[] Positive() => [.. Enumerable.Range(0, columns).Select(_ => stream.NextUniform(0.5, 2))];
        var uncertainty = new Uncertainty(Positive(), Positive(), folds) { Coverage = new double[columns] };
        double[] low = [.. Enumerable.Repeat(-3.5, model.Inputs)];
        double[] high = [.. low.Select(bound => -bound)];
        return new FittedModel(model, Names("in, ", model.Inputs), Names("out", model.Outputs), low, high, uncertainty);
    }

    /// <summary>Names that a comment or a string of a program must not fall for.</summary>
    private static string[] Names(string letters, int count) => [.. Enumerable.Range(0, count).Select(k => $"{letters}{k} \"m\" */ \\")];
}
