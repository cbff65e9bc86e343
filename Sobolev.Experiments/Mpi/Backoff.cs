namespace Sobolev.Mpi;

/// <summary>
/// Waiting by asking again and again: at once while an answer may be near, then once per millisecond, which costs no core.
/// </summary>
internal struct Backoff
{
    // about a tenth of a millisecond of asking
    private const int Eager = 100;

    private int _asked;

    public void Wait()
    {
        if (_asked++ < Eager)
            Thread.Yield();
        else
            Thread.Sleep(1);
    }
}
