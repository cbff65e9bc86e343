using Sobolev.Randomness;

namespace Sobolev.Arcade;

internal sealed class Pong : IGame
{
    private RandomStream _chance = new(0);
    private double _ball, _ballY, _vx, _vy, _left, _right;
    private int _mine, _theirs;

    public string Name => "pong";
    public int Actions => 3;
    public int Lives => 0;
    public bool IsOver => _mine >= 11 || _theirs >= 11;

    public void Start(ulong seed)
    {
        _chance = new RandomStream(seed);
        (_mine, _theirs, _left, _right) = (0, 0, 42, 42);
        Serve();
    }

    public double Act(int action)
    {
        _right = Math.Clamp(_right + (action == 1 ? -1.2 : action == 2 ? 1.2 : 0), 6, 78);
        if (_vx < 0)
            _left = Math.Clamp(_left + Math.Clamp(_ballY - _left, -0.75, 0.75), 6, 78);
        _ball += _vx;
        _ballY += _vy;
        if (_ballY < 1 || _ballY > 82)
            (_vy, _ballY) = (-_vy, Math.Clamp(_ballY, 1, 82));
        if (_vx > 0 && _ball >= 77 && _ball < 77 + _vx && Math.Abs(_ballY - _right) <= 6)
            (_vx, _vy) = (-_vx, (_ballY - _right) * 0.28);
        if (_vx < 0 && _ball <= 6 && _ball > 6 + _vx && Math.Abs(_ballY - _left) <= 6)
            (_vx, _vy) = (-_vx, (_ballY - _left) * 0.2 + _chance.NextUniform(-0.4, 0.4));
        if (_ball > 84)
        {
            _theirs++;
            Serve();
            return -1;
        }

        if (_ball < 0)
        {
            _mine++;
            Serve();
            return 1;
        }

        return 0;
    }

    public void Screen(Span<byte> grey)
    {
        grey.Fill(60);
        Box(grey, 3, (int)_left - 5, 2, 10, 140);
        Box(grey, 78, (int)_right - 5, 2, 10, 190);
        Box(grey, (int)_ball - 1, (int)_ballY - 1, 2, 2, 250);
    }

    public void Dispose() { }

    private static void Box(Span<byte> grey, int x, int y, int width, int height, byte level)
    {
        for (var j = Math.Max(0, y); j < Math.Min(84, y + height); j++)
            for (var i = Math.Max(0, x); i < Math.Min(84, x + width); i++)
                grey[j * 84 + i] = level;
    }

    private void Serve() => (_ball, _ballY, _vx, _vy) = (42, _chance.NextUniform(15, 69), _chance.NextInt(2) == 0 ? -1.5 : 1.5, _chance.NextUniform(-1, 1));
}
