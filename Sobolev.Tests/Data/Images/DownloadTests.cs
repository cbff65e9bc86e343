using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>Against a local server on the loopback device.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];
    private readonly HttpClient _client = Download.NewClient();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_whole_file_arrives_with_progress_and_is_not_fetched_twice()
    {
        using var server = new LoopbackServer(_content);
        var seen = new List<long>();
        var path = NewDownload((done, _) => seen.Add(done)).Get(server.Archive, _folder.Path);
        Assert.Equal(_content, File.ReadAllBytes(path));
        Assert.Equal(_content.Length, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        Get(server);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_broken_line_is_told_and_the_next_attempt_goes_on(bool knowsRanges)
    {
        using var server = new LoopbackServer(_content) { BreaksAfter = 100_000, KnowsRanges = knowsRanges };
        var error = Assert.Throws<SobolevException>(() => Get(server));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("run the command again", error.Message, StringComparison.Ordinal);

        server.BreaksAfter = int.MaxValue;
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
        Assert.Equal(knowsRanges, server.Requests[^1] > 0);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Another_file_is_refused_and_not_kept()
    {
        using var server = new LoopbackServer(_content);
        var error = Assert.Throws<SobolevException>(() => NewDownload()
            .Get(server.Archive with { Sha256 = new string('0', 64) }, _folder.Path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("damaged or incomplete", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_refusal_of_the_server_is_told()
    {
        using var server = new LoopbackServer(_content) { Refuses = true };
        var error = Assert.Throws<SobolevException>(() => Get(server));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stalls_is_left_and_the_part_is_kept()
    {
        using var server = new LoopbackServer(_content) { Stalls = true, BreaksAfter = 100_000 };
        Assert.Contains("stopped answering", Refused(server), StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(_folder.File("cifar-10-binary.tar.gz.part")).Length);
    }

    [Fact]
    public void A_server_that_drips_is_left()
    {
        using var server = new LoopbackServer(_content) { Drips = true };
        Assert.Contains("bytes came in", Refused(server), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_never_answers_is_left()
    {
        using var server = new LoopbackServer(_content) { Silent = true };
        Assert.Contains("stopped answering", Refused(server), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_length_is_refused_before_a_byte_is_taken()
    {
        using var server = new LoopbackServer([.. _content, 1]);
        var error = Assert.Throws<SobolevException>(() => NewDownload()
            .Get(server.Archive with { Length = _content.Length }, _folder.Path));
        Assert.Contains("sends 300001 bytes, but the archive has 300000", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_server_without_end_is_left_at_the_length_of_the_archive()
    {
        using var server = new LoopbackServer(_content) { Endless = true };
        Assert.Contains("sends more bytes", Refused(server), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(_folder.File("cifar-10-binary.tar.gz.part")).Length, 0, _content.Length);
        server.Endless = false;
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
    }

    [Fact]
    public void A_range_that_is_not_the_one_asked_for_is_not_appended()
    {
        using var server = new LoopbackServer(_content) { BreaksAfter = 100_000 };
        Refused(server);
        server.BreaksAfter = int.MaxValue;
        server.LiesAboutRanges = true;
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
    }

    [Fact]
    public void Redirects_are_followed_but_not_in_circles()
    {
        using var server = new LoopbackServer(_content) { Redirects = 2 };
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
        File.Delete(_folder.File("cifar-10-binary.tar.gz"));
        server.Redirects = int.MaxValue;
        Assert.Contains("302", Refused(server), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 20);
    }

    private string Refused(LoopbackServer server)
    {
        var error = Assert.Throws<SobolevException>(() => Get(server));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        return error.Message;
    }

    private string Get(LoopbackServer server) => NewDownload().Get(server.Archive, _folder.Path);

    private Download NewDownload(Action<long, long>? progress = null) =>
        new(_client, new DownloadLimits(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5), 10_000), TimeProvider.System,
            progress ?? ((_, _) => { }));
}
