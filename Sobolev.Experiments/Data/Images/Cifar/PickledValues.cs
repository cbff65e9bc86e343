using System.Text;

namespace Sobolev.Data;

/// <summary>A string of bytes in a pickle: a string of Python 2.</summary>
internal sealed record PickledBytes(ReadOnlyMemory<byte> Bytes)
{
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>The type of an array's numbers, as NumPy names it: u1 for bytes.</summary>
internal sealed record PickledType(string Name);

/// <summary>An array of NumPy.</summary>
internal sealed class PickledArray
{
    public IReadOnlyList<long> Shape { get; private set; } = [];

    public string Type { get; private set; } = "";

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <param name="state">Version, shape, type, whether the array lies by columns, bytes.</param>
    public void Fill(object?[] state)
    {
        if (state is not [long, object?[] shape, PickledType type, false, PickledBytes bytes])
            throw new InvalidDataException("an array of a pickle that does not lie by rows");
        (Shape, Type, Bytes) = ([.. shape.Select(length => length as long? ?? -1)], type.Name, bytes.Bytes);
    }
}
