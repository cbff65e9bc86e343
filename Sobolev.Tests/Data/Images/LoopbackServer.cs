using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>A server on the loopback device that sends an archive, or fails in the ways of servers.</summary>
/// <remarks>
/// By sockets: an HttpListener needs rights on Windows, and the service that it uses there does not always start under Wine.
/// </remarks>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly byte[] _content;
    private volatile bool _isClosed;

    public LoopbackServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Archive = new CifarArchive(new Uri($"http://127.0.0.1:{port}/data.tar.gz"), content.Length,
            Convert.ToHexStringLower(SHA256.HashData(content)));
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public CifarArchive Archive { get; }

    /// <summary>After how many bytes the connection ends.</summary>
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

    public void Dispose()
    {
        _isClosed = true;
        _listener.Stop();
        lock (_clients)
            _clients.ForEach(client => client.Dispose());
    }

    private void Serve()
    {
        while (!_isClosed)
        {
            try
            {
                var client = _listener.AcceptTcpClient();
                lock (_clients)
                    _clients.Add(client);
                if (!Answer(client.GetStream()))
                    client.Close();
            }
            catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // the client is gone, or the test is over
            }
        }
    }

    /// <returns>Whether the connection stays open.</returns>
    private bool Answer(NetworkStream stream)
    {
        var range = RangeOf(stream);
        if (Redirects > 0)
        {
            Redirects--;
            Requests.Add(0);
            Begin(stream, "302 Found", $"Location: {Archive.Address}", "Content-Length: 0");
            return false;
        }

        if (Silent)
            return true;
        var from = KnowsRanges ? range : 0;
        Requests.Add(from);
        if (Refuses)
        {
            Begin(stream, "404 Not Found", "Content-Length: 0");
            return false;
        }

        if (Endless || Drips)
        {
            SendForEver(stream);
            return false;
        }

        var length = $"Content-Length: {_content.Length - from}";
        var told = LiesAboutRanges ? from - 5 : from;
        if (from > 0)
            Begin(stream, "206 Partial Content", length, $"Content-Range: bytes {told}-{_content.Length - 1}/{_content.Length}");
        else
            Begin(stream, "200 OK", length);
        stream.Write(_content, from, Math.Min(_content.Length - from, BreaksAfter));
        return Stalls;
    }

    private void SendForEver(NetworkStream stream)
    {
        Begin(stream, "200 OK", "Transfer-Encoding: chunked");
        var count = Drips ? 1 : _content.Length;
        while (!_isClosed)
        {
            stream.Write(Encoding.ASCII.GetBytes($"{count:x}\r\n"));
            stream.Write(_content, 0, count);
            stream.Write("\r\n"u8);
            Thread.Sleep(Drips ? 50 : 0);
        }
    }

    private static void Begin(NetworkStream stream, string status, params string[] headers) =>
        stream.Write(Encoding.ASCII.GetBytes(string.Join("\r\n", [$"HTTP/1.1 {status}", "Connection: close", .. headers, "", ""])));

    /// <summary>The first byte that the request asks for; reads the request to its empty line.</summary>
    private static int RangeOf(NetworkStream stream)
    {
        const string header = "Range: bytes=";
        var from = 0;
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            if (line.StartsWith(header, StringComparison.OrdinalIgnoreCase))
                from = int.Parse(line[header.Length..].TrimEnd('-'));
        }

        return from;
    }
}
