using System.Buffers.Binary;
using System.Text;

namespace Sobolev.Data;

/// <summary>
/// Reads Python's pickles of plain values and arrays of bytes, as CIFAR's Python version has them (protocols 1 to 5). Nothing is executed:
/// a name that is imported must be one of NumPy's three for arrays, or codecs.encode, and is only ever compared.
/// </summary>
/// <remarks>The values: <see cref="string"/>, <see cref="PickledBytes"/>, long, double, bool, null, <see cref="List{T}"/>, object?[],
/// <see cref="Dictionary{TKey, TValue}"/> by the text of the key, <see cref="PickledArray"/>.</remarks>
internal sealed class PickleReader
{
    private static readonly HashSet<(string Module, string Name)> _known =
    [
        ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"), ("numpy", "ndarray"),
        ("numpy", "dtype"), ("_codecs", "encode"),
    ];

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;
    private long _encoded;

    private PickleReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Whether bytes begin as a pickle of protocol 2 or above does.</summary>
    public static bool IsPickle(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5;

    /// <exception cref="InvalidDataException">It is truncated or damaged, or holds something else.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PickleReader(bytes);
        while (true)
        {
            var operation = reader.Take(1)[0];
            if (operation == (byte)'.')
                return reader.Pop();
            reader.Do(operation);
        }
    }

    private void Do(byte operation)
    {
        switch ((char)operation)
        {
            case '\u0080':
                Take(1);
                break;
            case '\u0095':
                Take(8);
                break;
            case '(':
                _marks.Push(_stack.Count);
                break;
            case '0':
                Pop();
                break;
            case '}':
                _stack.Add(new Dictionary<string, object?>());
                break;
            case ']':
                _stack.Add(new List<object?>());
                break;
            case ')':
                _stack.Add(Array.Empty<object?>());
                break;
            case 't':
                _stack.Add(SinceMark());
                break;
            case '\u0085' or '\u0086' or '\u0087':
                _stack.Add(Last(operation - 0x84));
                break;
            case 'a':
                Append(Last(1));
                break;
            case 'e':
                Append(SinceMark());
                break;
            case 's':
                Set(Last(2));
                break;
            case 'u':
                Set(SinceMark());
                break;
            case 'c':
                Import(Line(), Line());
                break;
            case '\u0093':
                var names = Last(2);
                Import(names[0] as string ?? throw Damaged(), names[1] as string ?? throw Damaged());
                break;
            case 'R':
                var call = Last(2);
                _stack.Add(Called(call[0] as PickledName ?? throw Damaged(), call[1] as object?[] ?? throw Damaged()));
                break;
            case 'b':
                var state = Pop() as object?[] ?? throw Damaged();
                (_stack.LastOrDefault() as PickledArray)?.Fill(state);
                break;
            default:
                if (!Remembers(operation))
                    _stack.Add(Value(operation));
                break;
        }
    }

    /// <summary>Operations on numbered values.</summary>
    private bool Remembers(byte operation)
    {
        switch ((char)operation)
        {
            case 'q':
                _memo[Take(1)[0]] = Top();
                return true;
            case 'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top();
                return true;
            case '\u0094':
                _memo[_memo.Count] = Top();
                return true;
            case 'h':
                Recall(Take(1)[0]);
                return true;
            case 'j':
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return true;
            default:
                return false;
        }
    }

    private object? Value(byte operation) => (char)operation switch
    {
        'N' => null,
        '\u0088' => true,
        '\u0089' => false,
        'K' => (long)Take(1)[0],
        'M' => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        'J' => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        '\u008A' => LongInteger(Take(Take(1)[0])),
        'G' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        'U' or 'C' => Bytes(Take(1)[0]),
        'T' or 'B' => Bytes(BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
        '\u008E' => Bytes(BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
        '\u008C' => Text(Take(1)[0]),
        'X' => Text(BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
        _ => throw new InvalidDataException($"a pickle with operation 0x{operation:X2}, which the files of CIFAR do not have"),
    };

    private void Import(string module, string name) =>
        _stack.Add(_known.Contains((module, name)) ? new PickledName(name) : throw new InvalidDataException(
        $"a pickle that asks for {Printable.Of($"{module}.{name}", 100)}, which the files of CIFAR do not; it was not executed"));

    private object? Called(PickledName called, object?[] arguments) => (called.Name, arguments) switch
    {
        ("_reconstruct", _) => new PickledArray(),
        ("dtype", [var type, ..]) => new PickledType(TextOf(type)),
        ("encode", [string text, ..]) => new PickledBytes(Encoded(text)),
        _ => throw Damaged(),
    };

    /// <summary>Each text is encoded once; a few bytes that ask for a long one again and again would take all memory.</summary>
    private byte[] Encoded(string text)
    {
        _encoded += text.Length;
        return _encoded <= _bytes.Length ? Encoding.Latin1.GetBytes(text) : throw Damaged();
    }

    private void Append(object?[] values) => (Top() as List<object?> ?? throw Damaged()).AddRange(values);

    private void Set(object?[] pairs)
    {
        var dictionary = Top() as Dictionary<string, object?> ?? throw Damaged();
        for (var k = 0; k + 1 < pairs.Length; k += 2)
            dictionary[TextOf(pairs[k])] = pairs[k + 1];
    }

    private void Recall(long number) => _stack.Add(_memo.TryGetValue(number, out var value) ? value : throw Damaged());

    private object?[] SinceMark() => _marks.TryPop(out var mark) ? Last(_stack.Count - mark) : throw Damaged();

    private object?[] Last(int count)
    {
        if (count < 0 || count > _stack.Count)
            throw Damaged();
        object?[] values = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object? Top() => _stack.Count > 0 ? _stack[^1] : throw Damaged();

    private object? Pop() => Last(1)[0];

    private PickledBytes Bytes(long count) => new(TakeMemory(count));

    private string Text(long count) => Encoding.UTF8.GetString(TakeMemory(count).Span);

    private string Line()
    {
        var end = _bytes.Span[_at..].IndexOf((byte)'\n');
        var line = Text(end >= 0 ? end : throw Damaged());
        _at++;
        return line;
    }

    private ReadOnlySpan<byte> Take(int count) => TakeMemory(count).Span;

    private ReadOnlyMemory<byte> TakeMemory(long count)
    {
        if (count < 0 || count > _bytes.Length - _at)
            throw new InvalidDataException("a truncated pickle");
        var taken = _bytes.Slice(_at, (int)count);
        _at += (int)count;
        return taken;
    }

    private static long LongInteger(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
            throw Damaged();
        var number = bytes.Length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0L;
        for (var k = bytes.Length - 1; k >= 0; k--)
            number = number << 8 | bytes[k];
        return number;
    }

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        PickledBytes bytes => Encoding.UTF8.GetString(bytes.Bytes.Span),
        _ => throw Damaged(),
    };

    private static InvalidDataException Damaged() => new("a damaged pickle");

    private sealed record PickledName(string Name);
}
