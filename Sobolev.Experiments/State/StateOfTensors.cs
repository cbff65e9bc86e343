using static TorchSharp.torch;

namespace Sobolev.State;

/// <summary>libtorch's tensors in the state of a trial.</summary>
public static class StateOfTensors
{
    extension(TrialState state)
    {
        /// <summary>Keeps a copy of a tensor, in its own precision.</summary>
        public void Put(string name, Tensor values) => state.Put(name, StoredTensors.Of(name, values));

        /// <summary>Keeps the running statistics of a network, and all other state that is not a parameter.</summary>
        public void PutBuffers(string prefix, nn.Module network)
        {
            foreach (var (name, buffer) in network.named_buffers())
                state.Put($"{prefix}.{name}", buffer);
        }

        /// <summary>Copies the tensor <paramref name="name"/> over <paramref name="destination"/>, in place.</summary>
        public void CopyTo(string name, Tensor destination) => StoredTensors.Restore(state.Tensor(name), destination);

        public void CopyToBuffers(string prefix, nn.Module network)
        {
            foreach (var (name, buffer) in network.named_buffers())
                state.CopyTo($"{prefix}.{name}", buffer);
        }
    }
}
