using Sobolev.Randomness;

namespace Sobolev.Arcade;

/// <summary>
/// Two paddles and a ball; the player has the right paddle. First to eleven points. The opponent follows the ball but is slower than a ball
/// hit near the end of a paddle; where the ball meets the paddle decides its angle, and each hit makes it faster.
/// </summary>
internal sealed class Pong : IGame
{
    private const int Goal = 11;
    private const int Paddle = 13;
    private const double Top = 11.5, Bottom = 80.5;
    private const double RightPlane = 76.5, LeftPlane = 6.5;
    // half a paddle and half a ball
    private const double Reach = 8;
    private const double Speed = 1.5, OpponentSpeed = 0.6;
    private const double FirstPace = 1.4, LastPace = 2.6, PaceOfHit = 1.06;
    private const double SteepestAngle = 1.7;

    private RandomStream _rng = new(0);
    private double _x, _y, _vx, _vy, _left, _right;
    private int _mine, _theirs;

    public string Name => "pong";

    /// <summary>No-op, up, down.</summary>
    public int Actions => 3;

    public int Lives => 0;

    public bool IsOver => _mine >= Goal || _theirs >= Goal;

    public void Start(ulong seed)
    {
        _rng = new RandomStream(seed);
        (_mine, _theirs) = (0, 0);
        _left = _right = (Top + Bottom) / 2;
        Serve();
    }

    public double Act(int action)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, 2u);
        if (IsOver)
            return 0;
        _right = Inside(_right + (action == 1 ? -Speed : action == 2 ? Speed : 0));
        // without a ball coming it walks back to the middle
        var wish = _vx < 0 ? _y : (Top + Bottom) / 2;
        _left = Inside(_left + Math.Clamp(wish - _left, -OpponentSpeed, OpponentSpeed));
        Fly();
        return Points();
    }

    public void Screen(Span<byte> grey)
    {
        grey.Fill(25);
        Canvas.Box(grey, 0, 8, Canvas.Side, 2, 90);
        Canvas.Box(grey, 0, 82, Canvas.Side, 2, 90);
        for (var y = 12; y < 82; y += 6)
            Canvas.Box(grey, 41, y, 2, 3, 50);
        Canvas.Marks(grey, 4, 3, _theirs, 140);
        Canvas.Marks(grey, 47, 3, _mine, 190);
        Canvas.Centred(grey, 3.5, _left, 3, Paddle, 140);
        Canvas.Centred(grey, 79.5, _right, 3, Paddle, 190);
        Canvas.Centred(grey, _x, _y, 3, 3, 255);
    }

    public void Dispose() { }

    private void Fly()
    {
        var before = _x;
        (_x, _y) = (_x + _vx, _y + _vy);
        if (_y < Top)
            (_y, _vy) = (2 * Top - _y, -_vy);
        else if (_y > Bottom)
            (_y, _vy) = (2 * Bottom - _y, -_vy);
        if (before < RightPlane && _x >= RightPlane && Math.Abs(_y - _right) <= Reach)
            Hit(_right, -1, 0);
        else if (before > LeftPlane && _x <= LeftPlane && Math.Abs(_y - _left) <= Reach)
            Hit(_left, 1, _rng.NextUniform(-0.8, 0.8));
    }

    private void Hit(double paddle, int direction, double slip)
    {
        _x = direction < 0 ? RightPlane : LeftPlane;
        _vx = direction * Math.Min(LastPace, Math.Abs(_vx) * PaceOfHit);
        _vy = Math.Clamp((_y - paddle) / Reach * SteepestAngle + slip, -SteepestAngle, SteepestAngle);
    }

    private double Points()
    {
        if (_x is > -2 and < 86)
            return 0;
        var won = _x < 0;
        if (won)
            _mine++;
        else
            _theirs++;
        Serve();
        return won ? 1 : -1;
    }

    private void Serve()
    {
        (_x, _y) = (42, _rng.NextUniform(20, 72));
        (_vx, _vy) = (_rng.NextInt(2) == 0 ? -FirstPace : FirstPace, _rng.NextUniform(-0.8, 0.8));
    }

    private static double Inside(double paddle) => Math.Clamp(paddle, 16.5, 75.5);
}
