using Sobolev.Surrogates;

namespace Sobolev.Export;

/// <summary>The scaling around a model.</summary>
internal static class ScalingSource
{
    public static void Tables(SourceWriter to, Scaling scaling)
    {
        to.Table("INPUT_MEAN", scaling.InputMean);
        to.Table("INPUT_SCALE", scaling.InputScale);
        to.Table("OUTPUT_MEAN", scaling.OutputMean);
        to.Table("OUTPUT_SCALE", scaling.OutputScale);
    }

    public static void ScaledPoint(SourceWriter to, int inputs, string name)
    {
        to.Array(name, inputs);
        to.For("i", inputs, () => to.Assign($"{name}[i]", "(x[i] - INPUT_MEAN[i]) / INPUT_SCALE[i]"));
    }
}
