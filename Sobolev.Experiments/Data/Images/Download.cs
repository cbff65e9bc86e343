using System.Net;
using System.Net.Http.Headers;
using Sobolev.Files;

namespace Sobolev.Data;

/// <summary>
/// Downloads a published archive over HTTP, continues an interrupted download, and keeps the file only if its digest is right.
/// </summary>
public sealed class Download(HttpClient client, Action<long, long> progress)
{
    private const int BufferSize = 1 << 16;

    /// <param name="archive">Archive to download.</param>
    /// <param name="folder">Target folder; an incomplete download is stored there as NAME.part.</param>
    /// <returns>The path of the whole file.</returns>
    /// <exception cref="SobolevException">
    /// The server does not answer or refuses, the line broke, the digest is wrong (exit 3), or the disk is full (exit 5).
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
            Fetch(archive, part);
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException or TaskCanceledException)
        {
            throw new SobolevException(
                ExitCode.DataMissing,
                $"{archive.Address}: {error.Message.TrimEnd('.')}; the downloaded part is kept; run the command again to continue",
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

    private void Fetch(CifarArchive archive, string part)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have == archive.Length)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, archive.Address);
        if (have > 0 && have < archive.Length)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        // a server that knows no ranges sends everything again
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        using var from = response.Content.ReadAsStream();
        using var to = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var done = goesOn ? have : 0;
        var buffer = new byte[BufferSize];
        while (from.Read(buffer) is > 0 and var count)
        {
            to.Write(buffer.AsSpan(0, count));
            done += count;
            progress(done, archive.Length);
        }
    }
}
