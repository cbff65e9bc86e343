using Sobolev.Configuration;
using Sobolev.Runs;

namespace Sobolev.Regression;

/// <summary>A trial of <c>gain</c>.</summary>
internal sealed record GainKey(GainCase Case, int Samples, RegressMethod Method) : ITrialKey
{
    public static IReadOnlyList<string> Columns { get; } = ["dims", "wavelength", "gradient_noise", "samples", "method"];

    public IReadOnlyList<object> Values => [Case.Dims, Case.Wavelength, Case.GradientNoise, Samples, ConfigText.Of(Method)];

    /// <summary>Mean distance of neighbouring points of a grid with as many points, in wavelengths.</summary>
    public double Spacing => Math.Pow(Samples, -1.0 / Case.Dims) / Case.Wavelength;
}

/// <summary>The function and the noise that trainings with several numbers of samples share.</summary>
internal sealed record GainCase(int Dims, double Wavelength, double GradientNoise);
