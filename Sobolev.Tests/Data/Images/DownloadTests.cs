using System.Net;
using System.Security.Cryptography;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>Against a local server on the loopback device.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];
    private readonly HttpClient _client = new();

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
        var path = new Download(_client, (done, _) => seen.Add(done)).Get(server.Archive, _folder.Path);
        Assert.Equal(_content, File.ReadAllBytes(path));
        Assert.Equal(_content.Length, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        new Download(_client, (_, _) => { }).Get(server.Archive, _folder.Path);
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
        var error = Assert.Throws<SobolevException>(() => new Download(_client, (_, _) => { }).Get(server.Archive with { Sha256 = new string('0', 64) }, _folder.Path));
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

    private string Get(Server server) => new Download(_client, (_, _) => { }).Get(server.Archive, _folder.Path);

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

            context.Response.ContentLength64 = _content.Length - from;
            var count = Math.Min(_content.Length - from, BreaksAfter);
            context.Response.OutputStream.Write(_content, from, count);
            if (count < _content.Length - from)
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
