namespace Sobolev.Runs;

/// <summary>An experiment that can take its data from standard input.</summary>
public interface IInputExperiment
{
    /// <summary>Whether its config asks for standard input.</summary>
    bool ReadsInput { get; }

    /// <summary>Standard input; null where it is not there to be read, as when plots are drawn again.</summary>
    TextReader? Input { get; set; }
}
