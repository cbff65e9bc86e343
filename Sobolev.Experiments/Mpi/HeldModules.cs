namespace Sobolev.Mpi;

/// <summary>The modules that this rank holds. Each is read and updated by one thread at a time.</summary>
internal sealed class HeldModules(IReadOnlyDictionary<int, ISharedModule> modules)
{
    private readonly Dictionary<int, (ISharedModule Module, Lock Gate)> _modules =
        modules.ToDictionary(pair => pair.Key, pair => (pair.Value, new Lock()));

    public void Read(int module, Span<float> parameters)
    {
        var (held, gate) = Find(module, parameters.Length);
        lock (gate)
            held.Read(parameters);
    }

    public void Apply(int module, ReadOnlySpan<float> gradient)
    {
        var (held, gate) = Find(module, gradient.Length);
        lock (gate)
            held.Apply(gradient);
    }

    private (ISharedModule Module, Lock Gate) Find(int module, int length)
    {
        var held = _modules[module];
        return held.Module.Length == length ? held : throw new ArgumentException(
            $"module {module} has {held.Module.Length} parameters, not {length}");
    }
}
