using System.Globalization;
using Sobolev.Files;

namespace Sobolev.State;

/// <summary>Everything a trial needs to resume: named tensors and named numbers.</summary>
public sealed class TrialState
{
    private readonly Dictionary<string, StoredTensor> _tensors;
    private readonly Dictionary<string, string> _texts;
    private readonly string _prefix;

    public TrialState()
        : this([], [], "") { }

    private TrialState(Dictionary<string, StoredTensor> tensors, Dictionary<string, string> texts, string prefix) =>
        (_tensors, _texts, _prefix) = (tensors, texts, prefix);

    public IReadOnlyCollection<StoredTensor> Tensors => _tensors.Values;

    public IReadOnlyDictionary<string, string> Texts => _texts;

    public static TrialState Of(TensorFile file)
    {
        var state = new TrialState();
        foreach (var tensor in file.Tensors)
            state._tensors.Add(tensor.Name, tensor);
        foreach (var (name, text) in file.Metadata)
            state._texts.Add(name, text);
        return state;
    }

    /// <summary>The names of one part of a trial that has several alike: a view of this state.</summary>
    public TrialState Part(string name) => new(_tensors, _texts, $"{_prefix}{name}.");

    public void Put<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => _tensors[_prefix + name] = StoredTensor.Of(_prefix + name, values);

    public void Put(string name, long number) => _texts[_prefix + name] = number.ToString(CultureInfo.InvariantCulture);

    public void Put(string name, ulong number) => Put(name, unchecked((long)number));

    public void Put(string name, double number) => _texts[_prefix + name] = number.ToString("R", CultureInfo.InvariantCulture);

    public void Put(string name, string text) => _texts[_prefix + name] = text;

    /// <summary>Keeps a tensor under another name than its own.</summary>
    public void Put(string name, StoredTensor tensor) => _tensors[_prefix + name] = tensor with { Name = _prefix + name };

    /// <exception cref="SobolevException">The state has no tensor of this name (exit 3).</exception>
    public StoredTensor Tensor(string name) =>
        _tensors.TryGetValue(_prefix + name, out var tensor) ? tensor : throw Missing(_prefix + name);

    public T[] Values<T>(string name)
        where T : unmanaged => Tensor(name).Values<T>();

    /// <summary>Copies the tensor <paramref name="name"/> over <paramref name="destination"/>, which must be of its size.</summary>
    public void CopyTo<T>(string name, Span<T> destination)
        where T : unmanaged
    {
        var values = Values<T>(name);
        if (values.Length != destination.Length)
            throw new SobolevException(
                ExitCode.DataMissing,
                $"the checkpoint's {name} has {values.Length} entries where {destination.Length} are needed");
        values.CopyTo(destination);
    }

    public string Text(string name) => _texts.TryGetValue(_prefix + name, out var text) ? text : throw Missing(_prefix + name);

    public long Integer(string name) =>
        long.TryParse(Text(name), CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(name);

    public ulong Unsigned(string name) => unchecked((ulong)Integer(name));

    public double Number(string name) =>
        double.TryParse(Text(name), CultureInfo.InvariantCulture, out var number) ? number : throw NoNumber(name);

    private SobolevException NoNumber(string name) => new(ExitCode.DataMissing, $"the checkpoint's {_prefix}{name} is not a number");

    private static SobolevException Missing(string name) =>
        new(ExitCode.DataMissing, $"the checkpoint has no {name}; it was written by another version of this tool");
}
