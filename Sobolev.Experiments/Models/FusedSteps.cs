using static TorchSharp.torch;

namespace Sobolev.Models;

/// <summary>
/// Steps of optimisers that are one kernel on a GPU, which reads and writes every number once: libtorch's own, which TorchSharp does not
/// bind and TorchScript reaches.
/// </summary>
internal static class FusedSteps
{
    // Tensors come in lists: libtorch would drop the call as dead code if it changed the tensors of a list that the script makes.
    private const string Script =
        """
        def adam(values: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], count: List[Tensor],
                 rate: float, keep_first: float, keep_second: float, epsilon: float) -> Tensor:
            torch._fused_adam_(values, gradients, first, second, [], count, lr=rate, beta1=keep_first, beta2=keep_second,
                               weight_decay=0.0, eps=epsilon, amsgrad=False, maximize=False)
            return values[0]

        def sgd(values: List[Tensor], gradients: List[Tensor], velocity: List[Tensor], rate: float, momentum: float,
                decay: float) -> Tensor:
            torch._fused_sgd_(values, gradients, velocity, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0,
                              nesterov=False, maximize=False, is_first_step=False)
            return values[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> _compiled = new(() => jit.compile(Script));

    /// <summary>One step of Adam (<see cref="FlatAdam"/>) on flat tensors of one device.</summary>
    /// <param name="tensors">Parameters, gradients and the two moments; all but the gradients change.</param>
    /// <param name="count">Number of this step, from 1.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="decay">Decay of the moments.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public static void Adam((Tensor Values, Tensor Gradients, Tensor First, Tensor Second) tensors, long count, double learningRate,
        (double First, double Second) decay, double epsilon)
    {
        using var number = full([1], count, dtype: ScalarType.Float32, device: tensors.Values.device);
        Call("adam", One(tensors.Values), One(tensors.Gradients), One(tensors.First), One(tensors.Second), One(number), learningRate,
            decay.First, decay.Second, epsilon);
    }

    /// <summary>One step of stochastic gradient descent with momentum and L2 regularisation (<see cref="FlatSgd"/>).</summary>
    /// <param name="tensors">Parameters, gradients and velocity; the velocity changes where there is momentum.</param>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="momentum">Share of the velocity that is kept.</param>
    /// <param name="decay">Factor of the parameters in their gradient.</param>
    public static void Sgd((Tensor Values, Tensor Gradients, Tensor Velocity) tensors, double learningRate, double momentum,
        double decay) =>
        Call("sgd", One(tensors.Values), One(tensors.Gradients), momentum > 0 ? One(tensors.Velocity) : [], learningRate, momentum,
            decay);

    private static Tensor[] One(Tensor tensor) => [tensor];

    private static void Call(string name, params object[] arguments)
    {
        using var quiet = no_grad();
        using var changed = (Tensor)_compiled.Value.invoke(name, arguments);
    }
}
