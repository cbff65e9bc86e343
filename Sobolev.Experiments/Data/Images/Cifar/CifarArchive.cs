namespace Sobolev.Data;

/// <summary>A published archive: its address, length and digest.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record CifarArchive(Uri Address, long Length, string Sha256)
{
    /// <summary>CIFAR-10, binary version (Krizhevsky 2009); its page gives the MD5 c32a1d4ab5d03f1284b67883e8d87530.</summary>
    public static CifarArchive Official { get; } = new(
        new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), 170_052_171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    /// <summary>Its name on disk, for every mirror.</summary>
    public string FileName { get; init; } = "cifar-10-binary.tar.gz";
}
