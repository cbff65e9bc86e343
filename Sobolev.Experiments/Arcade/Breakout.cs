using Sobolev.Randomness;

namespace Sobolev.Arcade;

/// <summary>
/// A wall of six rows of bricks, worth 7, 7, 4, 4, 1, 1 from the top; five balls; two walls. The ball gets faster with hits of the paddle
/// and where it reaches the upper rows; where it meets the paddle decides its angle.
/// </summary>
internal sealed class Breakout : IGame
{
    private const int Rows = 6, Columns = 10, Walls = 2;
    private const int BrickWidth = 8, BrickHeight = 4, WallTop = 20, Left = 2;
    private const int Paddle = 15;
    // half a paddle and half a ball
    private const double Reach = 9;
    private const double PaddlePlane = 76.5, Speed = 1.8;
    // a ball is served automatically after a while
    private const int AutoServeFrames = 60;

    private readonly bool[] _bricks = new bool[Rows * Columns];
    private RandomStream _rng = new(0);
    private double _x, _y, _vx, _vy, _paddle;
    private int _lives, _walls, _left, _hits, _idle;
    private bool _flying, _upper;

    public string Name => "breakout";

    /// <summary>No-op, fire, right, left.</summary>
    public int Actions => 4;

    public bool HasFire => true;

    public int Lives => _lives;

    public bool IsOver => _lives == 0 || (_walls == Walls && _left == 0);

    private double Pace => _upper ? 1.6 : _hits >= 12 ? 1.4 : _hits >= 4 ? 1.2 : 1.0;

    public void Start(ulong seed)
    {
        _rng = new RandomStream(seed);
        (_lives, _walls, _idle, _flying, _paddle) = (5, 0, 0, false, Canvas.Side / 2);
        BuildWall();
    }

    public double Act(int action)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, 3u);
        if (IsOver)
            return 0;
        _paddle = Math.Clamp(_paddle + (action == 2 ? Speed : action == 3 ? -Speed : 0), 9.5, 74.5);
        if (_flying)
            return Fly();
        if (action == 1 || ++_idle >= AutoServeFrames)
            Serve();
        return 0;
    }

    public void Screen(Span<byte> grey)
    {
        grey.Fill(20);
        Canvas.Box(grey, 0, 8, Canvas.Side, 2, 70);
        Canvas.Box(grey, 0, 8, 2, 76, 70);
        Canvas.Box(grey, 82, 8, 2, 76, 70);
        Canvas.Marks(grey, 4, 3, _lives, 200);
        for (var k = 0; k < _bricks.Length; k++)
        {
            if (_bricks[k])
                Canvas.Box(grey, Left + k % Columns * BrickWidth, WallTop + k / Columns * BrickHeight, BrickWidth - 1, BrickHeight - 1,
                    (byte)(170 - 15 * (k / Columns)));
        }

        Canvas.Centred(grey, _paddle, 79.5, Paddle, 3, 200);
        if (_flying)
            Canvas.Centred(grey, _x, _y, 3, 3, 255);
    }

    public void Dispose() { }

    private double Fly()
    {
        var before = _y;
        (_x, _y) = (_x + _vx, _y + _vy);
        if (_x is < 3.5 or > 80.5)
            (_x, _vx) = (_x < 3.5 ? 7 - _x : 161 - _x, -_vx);
        if (_y < 11.5)
            (_y, _vy) = (23 - _y, -_vy);
        if (before < PaddlePlane && _y >= PaddlePlane && Math.Abs(_x - _paddle) <= Reach)
            Return();
        if (_y > 86)
            Lose();
        // a new wall comes when the ball is below it
        if (_left == 0 && _walls < Walls && _y > 50)
            BuildWall();
        return Break();
    }

    private double Break()
    {
        // the brick at the front of the ball
        var row = (int)Math.Floor((_y + Math.CopySign(1.5, _vy) - WallTop) / BrickHeight);
        var column = (int)((_x - Left) / BrickWidth);
        if ((uint)row >= Rows || (uint)column >= Columns || !_bricks[row * Columns + column])
            return 0;
        _bricks[row * Columns + column] = false;
        _left--;
        _upper |= row < 2;
        _vy = -Math.CopySign(Pace, _vy);
        return row < 2 ? 7 : row < 4 ? 4 : 1;
    }

    private void Return()
    {
        _hits++;
        // a little rng, or ball and paddle could repeat themselves for ever
        var slope = Math.Clamp((_x - _paddle) / Reach + _rng.NextUniform(-0.1, 0.1), -1, 1);
        (_y, _vx, _vy) = (PaddlePlane, slope * 1.1 * Pace, -Pace);
    }

    private void Lose()
    {
        (_flying, _idle) = (false, 0);
        _lives--;
    }

    private void Serve()
    {
        (_flying, _upper, _hits) = (true, false, 0);
        (_x, _y, _vx, _vy) = (_rng.NextUniform(14, 70), 48, _rng.NextUniform(-0.7, 0.7), 1);
    }

    private void BuildWall()
    {
        Array.Fill(_bricks, true);
        (_left, _walls) = (_bricks.Length, _walls + 1);
    }
}
