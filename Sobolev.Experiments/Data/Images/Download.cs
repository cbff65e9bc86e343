using System.Net;
using System.Net.Http.Headers;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>How long a server is waited for.</summary>
/// <param name="Answer">For its answer to a request.</param>
/// <param name="Window">A stretch of time in which at least <paramref name="LeastBytes"/> must come.</param>
/// <param name="LeastBytes">Fewer than these, and the server counts as stalled.</param>
public sealed record DownloadLimits(TimeSpan Answer, TimeSpan Window, long LeastBytes)
{
    public static DownloadLimits Usual { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), 1 << 16);
}

/// <summary>
/// Downloads a published archive over HTTP, continues an interrupted download, and keeps the file only if its digest is right. Nothing is
/// believed of the server: neither lengths nor ranges, and not that it will continue.
/// </summary>
public sealed class Download(HttpClient client, DownloadLimits limits, TimeProvider time, Action<long, long> progress)
{
    private const int BufferSize = 1 << 16;
    private const int MostRedirects = 5;

    /// <summary>A client that follows a few redirects, never from HTTPS to HTTP, and takes no encoded answers.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        MaxAutomaticRedirections = MostRedirects,
        ConnectTimeout = DownloadLimits.Usual.Answer,
        AutomaticDecompression = DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="archive">Archive to download.</param>
    /// <param name="folder">Target folder; an incomplete download is stored there as NAME.part.</param>
    /// <returns>The path of the whole file.</returns>
    /// <exception cref="SobolevException">
    /// The server does not answer, refuses, stalls or sends something else, the connection broke, the digest is wrong (exit 3), or the disk
    /// is full (exit 5).
    /// </exception>
    public string Get(CifarArchive archive, string folder)
    {
        var path = Path.Combine(folder, archive.FileName);
        if (File.Exists(path))
        {
            ImageSource.RefuseDamaged(path, archive);
            return path;
        }

        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(folder);
            Fetch(archive, part).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException or OperationCanceledException)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{archive.Address}: {Reason(error)}; the downloaded part is kept; run the command again to continue",
                error);
        }
        catch (Exception error) when (error is IOException { InnerException: System.Net.Sockets.SocketException })
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{archive.Address}: {Reason(error)}; the downloaded part is kept; run the command again to continue",
                error);
        }
        catch (Exception error) when (DiskErrors.Describe(error, part) is { } described)
        {
            throw described;
        }

        try
        {
            ImageSource.RefuseDamaged(part, archive);
        }
        catch (SobolevException)
        {
            // a damaged download cannot be continued
            File.Delete(part);
            throw;
        }

        File.Move(part, path, overwrite: true);
        return path;
    }

    private static string Reason(Exception error) =>
        Printable.Of((error is OperationCanceledException ? "the server has stopped answering" : error.Message).TrimEnd('.'), 300);

    private async Task Fetch(CifarArchive archive, string part)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have == archive.Length)
            return;
        // a part that is longer than the whole is of something else
        if (have > archive.Length)
            have = 0;
        using var response = await Answer(archive, have).ConfigureAwait(false);
        if (have > 0 && !Continues(response, archive, have))
        {
            // a server that knows no ranges, or another file: everything again
            using var whole = response.StatusCode == HttpStatusCode.OK ? null : await Answer(archive, 0).ConfigureAwait(false);
            await Copy(whole ?? response, archive, part, 0).ConfigureAwait(false);
            return;
        }

        await Copy(response, archive, part, have).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> Answer(CifarArchive archive, long have)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, archive.Address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var patience = new CancellationTokenSource(limits.Answer, time);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
    }

    private static bool Continues(HttpResponseMessage response, CifarArchive archive, long have) =>
        response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange is { } range && range.From == have
        && (range.Length is null || range.Length == archive.Length);

    private async Task Copy(HttpResponseMessage response, CifarArchive archive, string part, long have)
    {
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentLength is { } length && have + length != archive.Length)
            throw Other(archive, $"{have + length} bytes");
        var from = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await using var to = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var done = have;
        var buffer = new byte[BufferSize];
        var (began, doneThen) = (time.GetTimestamp(), done);
        while (await Read(from, buffer).ConfigureAwait(false) is > 0 and var count)
        {
            done += count;
            if (done > archive.Length)
                throw Other(archive, "more bytes");
            await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            progress(done, archive.Length);
            if (time.GetElapsedTime(began) < limits.Window)
                continue;
            if (done - doneThen < limits.LeastBytes)
                throw new HttpRequestException($"only {done - doneThen} bytes came in {limits.Window.TotalSeconds:F0} s");
            (began, doneThen) = (time.GetTimestamp(), done);
        }

        if (done < archive.Length)
            throw new HttpRequestException($"the connection ended after {done} of {archive.Length} bytes");
    }

    private async Task<int> Read(Stream from, byte[] buffer)
    {
        using var patience = new CancellationTokenSource(limits.Window, time);
        return await from.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
    }

    private static SobolevException Other(CifarArchive archive, string found) => new(
        ExitCode.DataMissing,
        $"{archive.Address}: sends {found}, but the archive has {archive.Length}; give another mirror with --url");
}
