using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Sobolev.Export;

/// <summary>
/// An ONNX model as it is put together: nodes in order, constants, one input and outputs. Fields and numbers are those of the format's
/// specification, onnx.proto: only the parts that a graph of matrix products needs.
/// </summary>
/// <param name="isDouble">Inputs and outputs are 64-bit numbers, or 32-bit ones.</param>
/// <param name="computesInDouble">The graph computes in 64 bits.</param>
internal sealed class OnnxFile(bool isDouble, bool computesInDouble)
{
    /// <summary>Operator set version that runtimes of recent years support.</summary>
    public const int Opset = 17;

    private const long IrVersion = 8;
    private const int Float = 1, Int64 = 7, Double = 11;
    private readonly List<byte[]> _nodes = [], _constants = [], _inputs = [], _outputs = [], _metadata = [];
    private int _names;

    private int Outside => isDouble ? Double : Float;

    private int Inside => computesInDouble ? Double : Float;

    /// <summary>Adds a node with one output; returns the output's name.</summary>
    public string Node(string operation, params IReadOnlyList<string> inputs) => Node(operation, [], null, inputs);

    /// <summary>A node with whole-number attributes, with a separate output name if one is given.</summary>
    public string Node(string operation, IReadOnlyList<(string Name, long Value)> attributes, string? output, IReadOnlyList<string> inputs)
    {
        output ??= $"{operation.ToLowerInvariant()}{++_names}";
        _nodes.Add(Message(node =>
        {
            foreach (var input in inputs)
                Text(node, 1, input);
            Text(node, 2, output);
            Text(node, 4, operation);
            foreach (var (name, value) in attributes)
            {
                Nested(node, 5, Message(attribute =>
                {
                    Text(attribute, 1, name);
                    Whole(attribute, 3, value);
                    Whole(attribute, 20, 2);
                }));
            }
        }));
        return output;
    }

    /// <summary>A constant of the model's kind of number; returns its name.</summary>
    public string Constant(double[] values, params long[] shape) =>
        Constant(
            Inside,
            computesInDouble
                ? MemoryMarshal.AsBytes<double>(values).ToArray()
                : MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray(),
            shape);

    public string WholeNumbers(params long[] values) => Constant(Int64, MemoryMarshal.AsBytes<long>(values).ToArray(), values.Length);

    /// <summary>Sums over an axis.</summary>
    public string Sum(string tensor, long axis, bool keeps) =>
        Node("ReduceSum", [("keepdims", keeps ? 1 : 0)], null, [tensor, WholeNumbers(axis)]);

    /// <summary>A new axis of length 1.</summary>
    public string Unsqueeze(string tensor, long axis) => Node("Unsqueeze", tensor, WholeNumbers(axis));

    /// <summary>Entries along an axis, by their places.</summary>
    public string Gather(string tensor, long axis, params IReadOnlyList<int> places) =>
        Node("Gather", [("axis", axis)], null, [tensor, WholeNumbers([.. places.Select(place => (long)place)])]);

    public string Concat(long axis, IReadOnlyList<string> tensors) => Node("Concat", [("axis", axis)], null, tensors);

    /// <param name="name">Name of the tensor.</param>
    /// <param name="rest">Its lengths after the batch, which is free.</param>
    /// <returns>The tensor that the graph computes with.</returns>
    public string Input(string name, params long[] rest)
    {
        _inputs.Add(Described(name, rest));
        return Inside == Outside ? name : Node("Cast", [("to", Inside)], null, [name]);
    }

    /// <param name="name">Name of the tensor.</param>
    /// <param name="tensor">The tensor that the graph has computed.</param>
    /// <param name="rest">Its lengths after the batch.</param>
    public void Output(string name, string tensor, params long[] rest)
    {
        _outputs.Add(Described(name, rest));
        _ = Inside == Outside ? Node("Identity", [], name, [tensor]) : Node("Cast", [("to", Outside)], name, [tensor]);
    }

    public void Metadata(string key, string value) => _metadata.Add(Message(pair =>
    {
        Text(pair, 1, key);
        Text(pair, 2, value);
    }));

    public void Write(Stream stream, string name, string producerVersion)
    {
        var graph = Message(g =>
        {
            foreach (var node in _nodes)
                Nested(g, 1, node);
            Text(g, 2, name);
            foreach (var constant in _constants)
                Nested(g, 5, constant);
            foreach (var input in _inputs)
                Nested(g, 11, input);
            foreach (var output in _outputs)
                Nested(g, 12, output);
        });
        stream.Write(Message(model =>
        {
            Whole(model, 1, IrVersion);
            Text(model, 2, "sobolev");
            Text(model, 3, producerVersion);
            Nested(model, 7, graph);
            Nested(model, 8, Message(opset => Whole(opset, 2, Opset)));
            foreach (var pair in _metadata)
                Nested(model, 14, pair);
        }));
    }

    private string Constant(int type, byte[] bytes, params long[] shape)
    {
        var name = $"constant{++_names}";
        _constants.Add(Message(tensor =>
        {
            foreach (var length in shape)
                Whole(tensor, 1, length);
            Whole(tensor, 2, type);
            Text(tensor, 8, name);
            Nested(tensor, 9, bytes);
        }));
        return name;
    }

    private byte[] Described(string name, long[] rest) => Message(value =>
    {
        Text(value, 1, name);
        Nested(value, 2, Message(type => Nested(type, 1, Message(tensor =>
        {
            Whole(tensor, 1, Outside);
            Nested(tensor, 2, Message(shape =>
            {
                Nested(shape, 1, Message(batch => Text(batch, 2, "batch")));
                foreach (var length in rest)
                    Nested(shape, 1, Message(dimension => Whole(dimension, 1, length)));
            }));
        }))));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var stream = new CodedOutputStream(memory, leaveOpen: true))
            write(stream);
        return memory.ToArray();
    }

    private static void Text(CodedOutputStream to, int field, string text)
    {
        to.WriteTag(field, WireFormat.WireType.LengthDelimited);
        to.WriteString(text);
    }

    private static void Whole(CodedOutputStream to, int field, long number)
    {
        to.WriteTag(field, WireFormat.WireType.Varint);
        to.WriteInt64(number);
    }

    private static void Nested(CodedOutputStream to, int field, byte[] message)
    {
        to.WriteTag(field, WireFormat.WireType.LengthDelimited);
        to.WriteBytes(ByteString.CopyFrom(message));
    }
}
