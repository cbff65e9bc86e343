using Sobolev.Files;

namespace Sobolev.Tests.Files;

/// <summary>Files that another program holds open, as Windows answers a change of them; pauses take no time.</summary>
internal sealed class HeldFiles : FileChanges, IDisposable
{
    private readonly Func<string, int, bool> _isHeld;
    private readonly Dictionary<string, int> _tries = [];

    /// <param name="isHeld">Whether a change of a path is refused at its try, from 0.</param>
    public HeldFiles(Func<string, int, bool> isHeld)
    {
        _isHeld = isHeld;
        Current = this;
    }

    public TimeSpan Paused { get; private set; }

    /// <summary>Called at every pause.</summary>
    public Action OnPause { get; init; } = () => { };

    public static IOException SharingViolation => new("The process cannot access the file", unchecked((int)0x80070020));

    public override void Move(string from, string to)
    {
        Refuse(to);
        base.Move(from, to);
    }

    public override void Delete(string path)
    {
        Refuse(path);
        base.Delete(path);
    }

    public override void Pause(TimeSpan time)
    {
        lock (_tries)
            Paused += time;
        OnPause();
    }

    public void Dispose() => Current = new FileChanges();

    private void Refuse(string path)
    {
        lock (_tries)
        {
            var tried = _tries.GetValueOrDefault(path);
            _tries[path] = tried + 1;
            if (_isHeld(path, tried))
                throw SharingViolation;
        }
    }
}
