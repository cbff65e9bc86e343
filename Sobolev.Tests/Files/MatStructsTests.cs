using Sobolev.Files;

namespace Sobolev.Tests.Files;

/// <summary>Tables written by others: scipy.io.savemat, and save -v7 of GNU Octave.</summary>
public sealed class MatStructsTests
{
    [Theory]
    [InlineData("synsets-scipy.mat")]
    [InlineData("synsets-octave.mat")]
    public void A_table_of_records_is_read(string file)
    {
        var records = MatStructs.Read(Bytes(file), "synsets");
        Assert.Equal([1.0, 2.0, 3.0, 1001.0], records.Select(record => record["ILSVRC2012_ID"]));
        Assert.Equal(["n02132136", "n01443537", "n01698640", "n00001740"], records.Select(record => record["WNID"]));
        Assert.Equal("brown bear", records[0]["words"]);
        Assert.Null(records[0]["children"]);
        Assert.Equal(1.0, records[3]["children"]);
    }

    [Theory]
    [InlineData("synsets-scipy.mat")]
    [InlineData("synsets-octave.mat")]
    public void A_part_of_it_at_any_length_is_refused(string file)
    {
        var bytes = Bytes(file);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => MatStructs.Read(bytes.AsMemory(0, length), "synsets"));
    }

    [Fact]
    public void Another_variable_is_not_there() =>
        Assert.Contains("no structure array other",
            Assert.Throws<InvalidDataException>(() => MatStructs.Read(Bytes("synsets-scipy.mat"), "other")).Message);

    [Fact]
    public void Another_kind_of_file_is_refused() =>
        Assert.Contains("not a MATLAB 5 file",
            Assert.Throws<InvalidDataException>(() => MatStructs.Read(new byte[500], "synsets")).Message);

    internal static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", file));
}
