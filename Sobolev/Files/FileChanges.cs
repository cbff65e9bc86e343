namespace Sobolev.Files;

/// <summary>The changes of a folder that another program can prevent, as the operating system makes them; tests put refusals
/// here.</summary>
internal class FileChanges
{
    private static readonly AsyncLocal<FileChanges?> _current = new();
    private static readonly FileChanges _system = new();

    /// <summary>Those of the operating system, or of the test that set others.</summary>
    public static FileChanges Current
    {
        get => _current.Value ?? _system;
        set => _current.Value = value;
    }

    /// <summary>Renames a file, over the one that has that name.</summary>
    public virtual void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public virtual void Delete(string path) => File.Delete(path);

    public virtual void Pause(TimeSpan time) => Thread.Sleep(time);
}
