namespace Sobolev.Torch;

/// <summary>How libtorch convolves on the processor of this process; run.json and `sobolev doctor` name it.</summary>
public enum ConvolutionSetting
{
    /// <summary>Unchanged libtorch.</summary>
    AsIs,

    /// <summary>With the sizes of the processor's caches, which oneDNN could not read, written into oneDNN's record.</summary>
    CachesCorrected,

    /// <summary>Without oneDNN: right, but two to four times slower.</summary>
    OneDnnOff,
}
