using Sobolev.State;

namespace Sobolev.Surrogates;

/// <summary>A model that a fit tries: it is trained a little at a time, and compared by what it predicts for held-out rows.</summary>
internal abstract class Candidate(Samples table)
{
    private ColumnErrors? _errors;
    private double[]? _rowScores;

    /// <summary>network or kriging.</summary>
    public abstract string Kind { get; }

    public abstract bool UsesPartials { get; }

    /// <summary>Its setting, e.g. weight 1, width 32.</summary>
    public abstract string Setting { get; }

    /// <summary>Iterations until it was best.</summary>
    public abstract long BestStep { get; }

    /// <summary>Nothing is left to do within its budget.</summary>
    public abstract bool HasEnded { get; }

    public HeldOut HeldOut { get; private set; } = HeldOut.Unknown(table);

    public ColumnErrors Errors => _errors ??= new ColumnErrors(table, HeldOut);

    public double[] RowScores => _rowScores ??= Errors.RowScores();

    public double Score => Errors.Score();

    /// <summary>Does a part of the work; returns the loss.</summary>
    public abstract double Advance();

    /// <summary>The model of all rows; only once it has ended.</summary>
    public abstract ISurrogateModel Model();

    public abstract void Save(TrialState state);

    public abstract void Load(TrialState state);

    protected void Predicted(HeldOut heldOut) => (HeldOut, _errors, _rowScores) = (heldOut, null, null);
}
