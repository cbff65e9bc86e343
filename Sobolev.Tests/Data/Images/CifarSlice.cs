namespace Sobolev.Tests.Data.Images;

/// <summary>Forty training and ten test images of each class of CIFAR-10, as JPEGs by class in a tar.</summary>
internal static class CifarSlice
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "TestData", "cifar10-slice.tar.gz");
}
