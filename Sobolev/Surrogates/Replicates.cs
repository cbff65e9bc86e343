namespace Sobolev.Surrogates;

/// <summary>Rows with the same inputs. A row that is held out says nothing of a fit that knows another row of its point.</summary>
internal sealed class Replicates
{
    private readonly int[] _pointOf;

    /// <param name="table">Samples whose inputs are finite.</param>
    public Replicates(Samples table)
    {
        _pointOf = new int[table.Count];
        var first = new Dictionary<Inputs, int>(table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            var inputs = new Inputs(table.Points.AsMemory(row * table.Inputs, table.Inputs));
            if (!first.TryGetValue(inputs, out _pointOf[row]))
                _pointOf[row] = first[inputs] = row;
        }

        Points = first.Count;
    }

    /// <summary>The number of different points.</summary>
    public int Points { get; }

    /// <summary>The first row that has the inputs of this one.</summary>
    public int FirstOf(int row) => _pointOf[row];

    /// <summary>Equal where all numbers are; 0 and -0 are.</summary>
    private readonly struct Inputs(ReadOnlyMemory<double> numbers) : IEquatable<Inputs>
    {
        private readonly ReadOnlyMemory<double> _numbers = numbers;

        public bool Equals(Inputs other) => _numbers.Span.SequenceEqual(other._numbers.Span);

        public override bool Equals(object? other) => other is Inputs inputs && Equals(inputs);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var number in _numbers.Span)
                hash.Add(number + 0.0); // -0 becomes 0
            return hash.ToHashCode();
        }
    }
}
