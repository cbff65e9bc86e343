using System.Net;
using System.Security.Cryptography;
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
        using var server = new Server(_content);
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
        using var server = new Server(_content) { BreaksAfter = 100_000, KnowsRanges = knowsRanges };
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
        using var server = new Server(_content);
        var error = Assert.Throws<SobolevException>(() => NewDownload().Get(server.Archive with { Sha256 = new string('0', 64) }, _folder.Path));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("damaged or incomplete", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_refusal_of_the_server_is_told()
    {
        using var server = new Server(_content) { Refuses = true };
        var error = Assert.Throws<SobolevException>(() => Get(server));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stalls_is_left_and_the_part_is_kept()
    {
        using var server = new Server(_content) { Stalls = true, BreaksAfter = 100_000 };
        Assert.Contains("stopped answering", Refused(server), StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(_folder.File("cifar-10-binary.tar.gz.part")).Length);
    }

    [Fact]
    public void A_server_that_drips_is_left()
    {
        using var server = new Server(_content) { Drips = true };
        Assert.Contains("bytes came in", Refused(server), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_never_answers_is_left()
    {
        using var server = new Server(_content) { Silent = true };
        Assert.Contains("stopped answering", Refused(server), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_length_is_refused_before_a_byte_is_taken()
    {
        using var server = new Server([.. _content, 1]);
        var error = Assert.Throws<SobolevException>(() => NewDownload().Get(server.Archive with { Length = _content.Length }, _folder.Path));
        Assert.Contains("sends 300001 bytes, but the archive has 300000", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_server_without_end_is_left_at_the_length_of_the_archive()
    {
        using var server = new Server(_content) { Endless = true };
        Assert.Contains("sends more bytes", Refused(server), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(_folder.File("cifar-10-binary.tar.gz.part")).Length, 0, _content.Length);
        server.Endless = false;
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
    }

    [Fact]
    public void A_range_that_is_not_the_one_asked_for_is_not_appended()
    {
        using var server = new Server(_content) { BreaksAfter = 100_000 };
        Refused(server);
        server.BreaksAfter = int.MaxValue;
        server.LiesAboutRanges = true;
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
    }

    [Fact]
    public void Redirects_are_followed_but_not_in_circles()
    {
        using var server = new Server(_content) { Redirects = 2 };
        Assert.Equal(_content, File.ReadAllBytes(Get(server)));
        File.Delete(_folder.File("cifar-10-binary.tar.gz"));
        server.Redirects = int.MaxValue;
        Assert.Contains("302", Refused(server), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 20);
    }

    private string Refused(Server server)
    {
        var error = Assert.Throws<SobolevException>(() => Get(server));
        Assert.Equal(ExitCode.DataMissing, error.ExitCode);
        return error.Message;
    }

    private string Get(Server server) => NewDownload().Get(server.Archive, _folder.Path);

    private Download NewDownload(Action<long, long>? progress = null) =>
        new(_client, new DownloadLimits(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5), 10_000), TimeProvider.System, progress ?? ((_, _) => { }));

    private sealed class Server : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly byte[] _content;

        public Server(byte[] content)
        {
            _content = content;
            var port = FreePort();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            _listener.Start();
            Archive = new CifarArchive(new Uri($"http://127.0.0.1:{port}/data.tar.gz"), content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public CifarArchive Archive { get; }

        public int BreaksAfter { get; set; } = int.MaxValue;

        public bool KnowsRanges { get; init; } = true;

        public bool Refuses { get; init; }

        /// <summary>Whether the connection stays open where it would break.</summary>
        public bool Stalls { get; init; }

        public bool Drips { get; init; }

        public bool Silent { get; init; }

        public bool Endless { get; set; }

        public bool LiesAboutRanges { get; set; }

        public int Redirects { get; set; }

        /// <summary>Where each request wanted to begin.</summary>
        public List<long> Requests { get; } = [];

        public void Dispose() => _listener.Close();

        private void Serve()
        {
            while (_listener.IsListening)
            {
                try
                {
                    Answer(_listener.GetContext());
                }
                catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
                {
                    // the client is gone, or the test is over
                }
            }
        }

        private void Answer(HttpListenerContext context)
        {
            var range = context.Request.Headers["Range"];
            if (Redirects > 0)
            {
                Redirects--;
                Requests.Add(0);
                context.Response.Redirect(Archive.Address.ToString());
                context.Response.Close();
                return;
            }

            if (Silent)
                return;
            var from = KnowsRanges && range is not null ? int.Parse(range["bytes=".Length..^1]) : 0;
            Requests.Add(from);
            if (Refuses)
            {
                context.Response.StatusCode = 404;
                context.Response.Close();
                return;
            }

            if (from > 0)
            {
                context.Response.StatusCode = 206;
                context.Response.Headers["Content-Range"] = $"bytes {from}-{_content.Length - 1}/{_content.Length}";
            }

            if (from > 0 && LiesAboutRanges)
                context.Response.Headers["Content-Range"] = $"bytes {from - 5}-{_content.Length - 1}/{_content.Length}";
            if (Endless || Drips)
            {
                context.Response.SendChunked = true;
                // HttpListener ends the response when the client is gone
                while (_listener.IsListening)
                {
                    context.Response.OutputStream.Write(_content, 0, Drips ? 1 : _content.Length);
                    context.Response.OutputStream.Flush();
                    Thread.Sleep(Drips ? 50 : 0);
                }

                return;
            }

            context.Response.ContentLength64 = _content.Length - from;
            var count = Math.Min(_content.Length - from, BreaksAfter);
            context.Response.OutputStream.Write(_content, from, count);
            if (Stalls)
                context.Response.OutputStream.Flush();
            else if (count < _content.Length - from)
                context.Response.Abort();
            else
                context.Response.Close();
        }

        private static int FreePort()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }
    }
}
