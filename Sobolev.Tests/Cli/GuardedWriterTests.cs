using Sobolev.Cli;

namespace Sobolev.Tests.Cli;

public sealed class GuardedWriterTests
{
    [Fact]
    public void Lines_end_as_this_stream_says_whatever_the_system()
    {
        using var inner = new StringWriter { NewLine = "\r\n" };
        foreach (var writer in new GuardedWriter[] { new ResultWriter(inner), new ForgivingWriter(inner) })
        {
            writer.NewLine = "\n";
            writer.WriteLine("text");
            writer.WriteLine();
            writer.WriteLine(1);
        }

        Assert.Equal("text\n\n1\ntext\n\n1\n", inner.ToString());
    }
}
