namespace Sobolev.Theory;

/// <summary>A statement of the supplement, executed: what its proof builds is built, and what it claims is measured.</summary>
public interface ICheck
{
    /// <summary>As on the command line, e.g. proposition-1.</summary>
    string Name { get; }

    /// <summary>The statement in a sentence.</summary>
    string Statement { get; }

    CheckResult Run(VerifyConfig config);
}
