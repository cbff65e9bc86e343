namespace Sobolev.Files;

/// <summary>Names of files and folders that every system can hold: run folders are copied between systems.</summary>
public static class FileNames
{
    private const string Forbidden = "<>:\"|?*";

    // learn.microsoft.com/windows/win32/fileio/naming-a-file; the superscript digits count too
    private static readonly string[] _devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        .. from port in new[] { "COM", "LPT" } from digit in "0123456789¹²³" select $"{port}{digit}",
    ];

    /// <summary>The reason why Windows cannot hold a name, part by part, or null.</summary>
    /// <param name="name">A name, or several with separators between them.</param>
    public static string? Refusal(string name) => name.Split('/', '\\').Select(RefusalOfPart).FirstOrDefault(reason => reason is not null);

    private static string? RefusalOfPart(string part)
    {
        if (part is "" or "." or "..")
            return null;
        if (part[^1] is '.' or ' ' || part[0] == ' ')
            return $"\"{part}\" begins with a blank, or ends with a blank or a full stop, which Windows drops";
        if (part.FirstOrDefault(letter => Forbidden.Contains(letter) || char.IsControl(letter)) is var letter and not '\0')
            return char.IsControl(letter) ? "it has a control character" : $"Windows cannot hold the character {letter} in a name";
        // a device also with an extension: NUL.txt
        var device = part.Split('.')[0].TrimEnd(' ');
        return _devices.Contains(device, StringComparer.OrdinalIgnoreCase)
            ? $"Windows keeps {device.ToUpperInvariant()} for a device"
            : null;
    }
}
