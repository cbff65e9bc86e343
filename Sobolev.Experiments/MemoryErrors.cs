using System.Runtime.InteropServices;

namespace Sobolev;

/// <summary>Tells exhausted memory, .NET's, libtorch's or a GPU's, from other errors.</summary>
public static class MemoryErrors
{
    // c10's allocators on Linux, on Windows and of CUDA; the CUDA runtime; cuBLAS and cuDNN, which allocate by themselves
    private static readonly string[] _texts =
    [
        "DefaultCPUAllocator: can't allocate memory", "DefaultCPUAllocator: not enough memory", "CUDA out of memory",
        "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "std::bad_alloc",
    ];

    /// <param name="error">Anything.</param>
    /// <param name="remedy">How to need less, without a full stop.</param>
    /// <returns>The error as the user should read it (exit 5), or null if memory was not exhausted.</returns>
    public static SobolevException? Describe(Exception error, string remedy) =>
        WordsOf(error) is { } words ? new SobolevException(ExitCode.OutOfResources, $"out of memory ({words}); {remedy}", error) : null;

    /// <summary>Whether the memory of a GPU was exhausted: CUDA, cuBLAS and cuDNN say so.</summary>
    public static bool IsOfGpu(Exception error) => WordsOf(error)?.StartsWith("CU", StringComparison.Ordinal) ?? false;

    private static string? WordsOf(Exception error) => error switch
    {
        OutOfMemoryException => ".NET's heap",
        AggregateException several => several.Flatten().InnerExceptions.Select(WordsOf).FirstOrDefault(words => words is not null),
        ExternalException native => _texts.Where(text => native.Message.Contains(text, StringComparison.Ordinal))
            .Select(known => LineFrom(native.Message, known)).FirstOrDefault(),
        _ => null,
    };

    /// <summary>The text from there to the end of the line, without the settings that a GPU's allocator appends.</summary>
    private static string LineFrom(string message, string known)
    {
        var line = message[message.IndexOf(known, StringComparison.Ordinal)..].Split('\n')[0];
        return string.Join(". ", line.Split(". ").Take(2)).TrimEnd('.', ' ');
    }
}
