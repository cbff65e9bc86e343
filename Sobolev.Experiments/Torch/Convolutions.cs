using static TorchSharp.torch;

namespace Sobolev.Torch;

/// <summary>
/// Makes sure, once per process and before any training, that libtorch's convolutions on the processor are right. On processors that hide
/// the sizes of their caches oneDNN drops data and writes outside its buffers (docs/known-issues.md).
/// </summary>
/// <param name="Setting">How this process convolves.</param>
/// <param name="Note">One line for the user where that is not as libtorch comes, else null.</param>
public sealed record Convolutions(ConvolutionSetting Setting, string? Note)
{
    /// <summary>The environment variable that forces a setting: as-is, caches-corrected or onednn-off.</summary>
    internal const string Variable = "SOBOLEV_CONVOLUTIONS";

    /// <summary>The largest relative error of a sound convolution in 32 bits here is 1e-6.</summary>
    private const double Tolerance = 1e-4;

    private const string Hidden = "this processor hides the sizes of its caches, which makes the convolutions of oneDNN wrong";

    /// <summary>Shapes that are only ever wrong: on a processor above suspicion they are computed before any remedy.</summary>
    private static readonly ConvolutionCase[] _harmless = [new(16, 17, 16, 3), new(16, 20, 16, 3)];

    /// <summary>
    /// Shapes of which a misled oneDNN also overruns buffers, computed only after a remedy. The second backward pass over a batch of 50
    /// convolves 50 channels, the batch, with a kernel of the size of the output. Strided 1x1 kernels over channels-last images are left
    /// out: oneDNN's overrun buffers on every processor, and the networks here avoid them (<c>Models/Subsampling</c>).
    /// </summary>
    private static readonly ConvolutionCase[] _all =
    [
        new(16, 4, 8, 3), new(16, 8, 4, 3), new(16, 17, 20, 3), new(16, 20, 17, 3, ChannelsLast: true), new(16, 24, 16, 3, Stride: 2),
        new(16, 17, 20, 1, Stride: 2), new(16, 50, 16, 5),
    ];

    /// <summary>The setting as the environment variable, run.json and doctor spell it.</summary>
    public string Name => NameOf(Setting);

    /// <summary>Applies what this processor needs, or what the environment variable asks for; TorchSharp must have been loaded.</summary>
    /// <exception cref="SobolevException">The variable's value is unknown, cannot be had, or the convolutions stay wrong.</exception>
    internal static Convolutions Settle() => Settle(Environment.GetEnvironmentVariable(Variable), CacheSizes.AreHidden);

    /// <param name="forced">The value of the environment variable, or null.</param>
    /// <param name="suspect">Whether the processor hides its caches.</param>
    internal static Convolutions Settle(string? forced, bool suspect)
    {
        UseOneDnn();
        return string.IsNullOrEmpty(forced) ? Needed(suspect) : Forced(forced);
    }

    private static Convolutions Needed(bool suspect)
    {
        var misread = OneDnnCaches.AreMisread();
        if (!suspect && !misread && AreRight(_harmless))
            return new(ConvolutionSetting.AsIs, Note: null);
        if (misread && OneDnnCaches.Correct(CacheSizes.Known()) && AreRight(_all))
            return new(ConvolutionSetting.CachesCorrected, $"{Hidden}: sizes written into oneDNN, results checked");
        SwitchOff();
        return new(ConvolutionSetting.OneDnnOff,
            $"{(suspect || misread ? Hidden : "the convolutions of oneDNN are wrong on this processor")}: oneDNN is off, which is "
                + $"2 to 4 times slower");
    }

    private static Convolutions Forced(string name)
    {
        if (Enum.GetValues<ConvolutionSetting>().Where(setting => NameOf(setting) == name).ToArray() is not [var setting])
            throw new SobolevException(ExitCode.Usage, $"{Variable}={name}: unknown; use as-is, caches-corrected or onednn-off");
        switch (setting)
        {
            case ConvolutionSetting.CachesCorrected:
                if (!(OneDnnCaches.Correct(CacheSizes.Known())
                    || CacheSizes.InLeaf8000001D is { } read && OneDnnCaches.Replace(read, CacheSizes.Known())))
                    throw new SobolevException(
                        ExitCode.Failed,
                        $"{Variable}={name}: oneDNN's record of the caches was not found on this processor; unset it, or use onednn-off");
                Require(AreRight(_all));
                break;
            case ConvolutionSetting.OneDnnOff:
                SwitchOff();
                break;
            case ConvolutionSetting.AsIs:
                return new(setting, $"{Variable}={name}: convolutions are not checked");
        }

        return new(setting, $"{Variable}={name}");
    }

    private static void SwitchOff()
    {
        TorchCpu.AllowOneDnn(false);
        Require(AreRight(_all));
    }

    private static void Require(bool areRight)
    {
        if (!areRight)
            throw new SobolevException(
                ExitCode.Failed,
                "libtorch's convolutions are wrong on this processor with every oneDNN setting; use another machine, and please report it");
    }

    private static bool AreRight(ConvolutionCase[] cases) => cases.All(shape => shape.Error() < Tolerance);

    /// <summary>
    /// oneDNN looks at the processor when it is first used; with 16 channels in and out it pads nothing, and so does no harm.
    /// </summary>
    private static void UseOneDnn()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        nn.functional.conv2d(ones(16, 16, 6, 6), ones(16, 16, 3, 3));
    }

    private static string NameOf(ConvolutionSetting setting) => setting switch
    {
        ConvolutionSetting.AsIs => "as-is",
        ConvolutionSetting.CachesCorrected => "caches-corrected",
        ConvolutionSetting.OneDnnOff => "onednn-off",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "unknown setting"),
    };
}
