using Sobolev.Randomness;

namespace Sobolev.Arcade;

/// <summary>
/// Rows of invaders that march, sink at the edges and drop bombs, some of them aimed; three shields that both sides shoot away; three
/// lives. A wave that is shot down is followed by another that starts lower; one that lands ends the game.
/// </summary>
internal sealed class SpaceInvaders : IGame
{
    private const int Rows = 5, Columns = 6, PitchX = 10, PitchY = 8, Width = 7, Height = 5;
    private const int Ground = 74, ShieldTop = 63, ShieldCell = 2, ShieldColumns = 5, ShieldRows = 3;
    private const double Speed = 1.2, ShotSpeed = 2.5, BombSpeed = 1.0;
    private const int Bombs = 3;

    private readonly bool[] _alive = new bool[Rows * Columns];
    private readonly bool[] _shields = new bool[3 * ShieldRows * ShieldColumns];
    private readonly double[] _bombX = new double[Bombs], _bombY = new double[Bombs];
    private RandomStream _rng = new(0);
    private double _player, _shotX, _shotY;
    private int _lives, _wave, _left, _x, _y, _direction, _clock, _pose;

    public string Name => "space-invaders";

    /// <summary>No-op, fire, right, left, right and fire, left and fire.</summary>
    public int Actions => 6;

    public bool HasFire => true;

    public int Lives => _lives;

    public bool IsOver => _lives == 0;

    /// <summary>A shot or a bomb above the screen does not exist.</summary>
    private bool HasShot => _shotY >= 0;

    public void Start(ulong seed)
    {
        _rng = new RandomStream(seed);
        (_lives, _wave) = (3, 0);
        BeginWave();
        Place();
    }

    public double Act(int action)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, 5u);
        if (IsOver)
            return 0;
        _player = Math.Clamp(_player + (action is 2 or 4 ? Speed : action is 3 or 5 ? -Speed : 0), 5, 79);
        if (action is 1 or 4 or 5 && !HasShot)
            (_shotX, _shotY) = (_player, Ground - 2);
        var reward = Shoot();
        March();
        Bomb();
        if (_left == 0)
            BeginWave();
        return reward;
    }

    public void Screen(Span<byte> grey)
    {
        grey.Clear();
        Canvas.Box(grey, 0, 80, Canvas.Side, 1, 50);
        Canvas.Marks(grey, 3, 2, _lives, 220);
        DrawShields(grey);
        ReadOnlySpan<byte> closed = [0b0011100, 0b1101011, 0b1111111, 0b0100010, 0b1000001];
        ReadOnlySpan<byte> open = [0b0011100, 0b1101011, 0b1111111, 0b0100010, 0b0010100];
        for (var k = 0; k < _alive.Length; k++)
        {
            if (_alive[k])
                Canvas.Sprite(grey, _x + k % Columns * PitchX, _y + k / Columns * PitchY, Width, _pose == 0 ? closed : open,
                    (byte)(180 - 12 * (k / Columns)));
        }

        Canvas.Centred(grey, _player, Ground + 1, 3, 2, 220);
        Canvas.Centred(grey, _player, Ground + 3.5, 7, 3, 220);
        for (var i = 0; i < Bombs; i++)
        {
            if (_bombY[i] >= 0)
                Canvas.Centred(grey, _bombX[i], _bombY[i], 2, 4, 205);
        }

        if (HasShot)
            Canvas.Centred(grey, _shotX, _shotY, 2, 4, 255);
    }

    public void Dispose() { }

    /// <summary>Moves the player's shot up; returns the reward.</summary>
    private double Shoot()
    {
        if (!HasShot)
            return 0;
        _shotY -= ShotSpeed;
        if (_shotY < 8 || HitsShield(_shotX, _shotY))
        {
            _shotY = -1;
            return 0;
        }

        var (dx, dy) = ((int)Math.Floor(_shotX) - _x, (int)Math.Floor(_shotY - 1) - _y);
        if (dx < -1 || dy < 0 || dx / PitchX >= Columns || dy / PitchY >= Rows || dy % PitchY >= Height)
            return 0;
        // a shot is two pixels wide: it reaches one pixel beyond each end of an invader
        var column = (dx + 1) / PitchX;
        var hit = dy / PitchY * Columns + column;
        if (column >= Columns || (dx + 1) % PitchX > Width + 1 || !_alive[hit])
            return 0;
        _alive[hit] = false;
        _left--;
        _shotY = -1;
        return (Rows - dy / PitchY + 1) / 2 * 10;
    }

    /// <summary>The fewer they are, the faster.</summary>
    private void March()
    {
        if (++_clock < 3 + _left / 3)
            return;
        (_clock, _pose) = (0, 1 - _pose);
        var (first, last, lowest) = Extent();
        if (last < 0)
            return;
        if (_direction > 0 ? _x + last * PitchX + Width + 2 > Canvas.Side - 1 : _x + first * PitchX - 2 < 1)
        {
            _direction = -_direction;
            _y += 2;
        }
        else
            _x += 2 * _direction;
        var bottom = _y + lowest * PitchY + Height;
        if (bottom > ShieldTop)
            Array.Clear(_shields);
        if (bottom >= Ground)
            _lives = 0;
    }

    private void Bomb()
    {
        for (var i = 0; i < Bombs; i++)
        {
            if (_bombY[i] < 0)
                continue;
            _bombY[i] += BombSpeed;
            if (_bombY[i] > 82 || HitsShield(_bombX[i], _bombY[i] + 1))
                _bombY[i] = -1;
            else if (_bombY[i] is >= Ground - 1 and < Ground + 5 && Math.Abs(_bombX[i] - _player) <= 4.5)
            {
                _lives--;
                Place();
                return;
            }
        }

        if (_left > 0 && _rng.NextDouble() < (1 + 0.25 * Math.Min(_wave, 4)) / 24)
            Drop();
    }

    private void Drop()
    {
        var free = Array.FindIndex(_bombY, y => y < 0);
        var aimed = _rng.NextInt(5) < 2;
        var column = aimed ? Math.Clamp((int)((_player - _x) / PitchX), 0, Columns - 1) : _rng.NextInt(Columns);
        var lowest = LowestOf(column);
        if (free < 0 || lowest < 0)
            return;
        (_bombX[free], _bombY[free]) = (_x + column * PitchX + Width / 2.0, _y + lowest * PitchY + Height);
    }

    private bool HitsShield(double x, double y)
    {
        var row = (int)Math.Floor((y - ShieldTop) / ShieldCell);
        var (shield, inside) = Math.DivRem((int)x - 12, 25);
        if ((uint)row >= ShieldRows || x < 12 || shield > 2 || inside >= ShieldColumns * ShieldCell)
            return false;
        var cell = (shield * ShieldRows + row) * ShieldColumns + inside / ShieldCell;
        var stood = _shields[cell];
        _shields[cell] = false;
        return stood;
    }

    private void DrawShields(Span<byte> grey)
    {
        for (var cell = 0; cell < _shields.Length; cell++)
        {
            var (shield, row, column) = (cell / (ShieldRows * ShieldColumns), cell / ShieldColumns % ShieldRows, cell % ShieldColumns);
            if (_shields[cell])
                Canvas.Box(grey, 12 + 25 * shield + ShieldCell * column, ShieldTop + ShieldCell * row, ShieldCell, ShieldCell, 85);
        }
    }

    private (int First, int Last, int Lowest) Extent()
    {
        var (first, last, lowest) = (Columns, -1, -1);
        for (var k = 0; k < _alive.Length; k++)
        {
            if (_alive[k])
                (first, last, lowest) = (Math.Min(first, k % Columns), Math.Max(last, k % Columns), k / Columns);
        }

        return (first, last, lowest);
    }

    private int LowestOf(int column)
    {
        for (var row = Rows - 1; row >= 0; row--)
        {
            if (_alive[row * Columns + column])
                return row;
        }

        return -1;
    }

    private void BeginWave()
    {
        Array.Fill(_alive, true);
        Array.Fill(_shields, true);
        (_left, _x, _y, _direction, _clock, _pose) = (_alive.Length, 8, 10 + 4 * Math.Min(_wave, 4), 1, 0, 0);
        _wave++;
    }

    /// <summary>A new cannon in the middle, the air above it empty.</summary>
    private void Place()
    {
        (_player, _shotY) = (Canvas.Side / 2, -1);
        Array.Fill(_bombY, -1);
    }
}
