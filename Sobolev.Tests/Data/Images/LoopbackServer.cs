using System.Net;
using System.Security.Cryptography;
using Sobolev.Data;

namespace Sobolev.Tests.Data.Images;

/// <summary>A server on the loopback device that sends an archive, or fails in the ways of servers.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _content;

    public LoopbackServer(byte[] content)
    {
        _content = content;
        var port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        Archive = new CifarArchive(new Uri($"http://127.0.0.1:{port}/data.tar.gz"), content.Length,
            Convert.ToHexStringLower(SHA256.HashData(content)));
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
