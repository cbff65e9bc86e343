"""Tables of engineering functions with exact gradients, and 2,000 test points each; Debian: python3-numpy.

python3 tables.py FOLDER: the twelve of docs/fit.md; python3 tables.py FOLDER further: those of further.py
"""
import sys

import numpy as np


def borehole(x):
    rw, r, tu, hu, tl, hl, length, kw = x.T
    log = np.log(r / rw)
    return 2 * np.pi * tu * (hu - hl) / (log * (1 + 2 * length * tu / (log * rw**2 * kw) + tu / tl))


def otl(x):
    rb1, rb2, rf, rc1, rc2, beta = x.T
    base, gain = 12 * rb2 / (rb1 + rb2), beta * (rc2 + 9)
    return (base + 0.74) * gain / (gain + rf) + 11.35 * rf / (gain + rf) + 0.74 * rf * gain / ((gain + rf) * rc1)


def wing(x):
    sw, wfw, aspect, sweep, q, taper, tc, nz, wdg, wp = x.T
    cosine = np.cos(sweep * np.pi / 180)
    return (0.036 * sw**0.758 * wfw**0.0035 * (aspect / cosine**2) ** 0.6 * q**0.006 * taper**0.04 * (100 * tc / cosine) ** -0.3
            * (nz * wdg) ** 0.49 + sw * wp)


def robot(x):
    angles, lengths = np.cumsum(x[:, :4], 1), x[:, 4:]
    return np.sqrt((lengths * np.cos(angles)).sum(1) ** 2 + (lengths * np.sin(angles)).sum(1) ** 2)


def rosenbrock(x):
    return ((1 - x[:, :-1]) ** 2 + 100 * (x[:, 1:] - x[:, :-1] ** 2) ** 2).sum(1)


def sphere(x):
    return (x * x).sum(1)


def styblinski(x):
    return 0.5 * (x**4 - 16 * x**2 + 5 * x).sum(1)


def cube(count, low, high):
    return [f"x{i + 1}" for i in range(count)], [low] * count, [high] * count


FUNCTIONS = {
    "borehole": (borehole, (["rw", "r", "Tu", "Hu", "Tl", "Hl", "L", "Kw"],
                            [0.05, 100, 63070, 990, 63.1, 700, 1120, 9855], [0.15, 50000, 115600, 1110, 116, 820, 1680, 12045])),
    "otl": (otl, (["Rb1", "Rb2", "Rf", "Rc1", "Rc2", "beta"], [50, 25, 0.5, 1.2, 0.25, 50], [150, 70, 3, 2.5, 1.2, 300])),
    "wing": (wing, (["Sw", "Wfw", "A", "Lam", "q", "lam", "tc", "Nz", "Wdg", "Wp"],
                    [150, 220, 6, -10, 16, 0.5, 0.08, 2.5, 1700, 0.025], [200, 300, 10, 10, 45, 1, 0.18, 6, 2500, 0.08])),
    "robot": (robot, (["theta1", "theta2", "theta3", "theta4", "L1", "L2", "L3", "L4"], [0] * 8, [2 * np.pi] * 4 + [1] * 4)),
    "rosenbrock": (rosenbrock, cube(2, -2, 2)),
    "sphere20": (sphere, cube(20, -1, 1)),
    "styb5": (styblinski, cube(5, -5, 5)),
}

# function, rows, noise of the partials in percent of their root mean square
CASES = [("borehole", 50, 0), ("borehole", 200, 0), ("otl", 50, 0), ("wing", 50, 0), ("wing", 200, 0), ("robot", 500, 0),
         ("rosenbrock", 20, 0), ("rosenbrock", 100, 0), ("sphere20", 200, 0), ("styb5", 200, 0), ("borehole", 200, 5), ("styb5", 200, 5)]


def gradient(function, x):
    """Complex steps: exact to rounding."""
    jacobian = np.empty_like(x)
    for column in range(x.shape[1]):
        moved, step = x.astype(complex), 1e-20 * max(1, np.abs(x[:, column]).max())
        moved[:, column] += 1j * step
        jacobian[:, column] = function(moved).imag / step
    return function(x.astype(complex)).real, jacobian


def hypercube(rows, low, high, seed):
    stream, low, high = np.random.default_rng(seed), np.array(low, float), np.array(high, float)
    return low + np.stack([(stream.permutation(rows) + stream.random(rows)) / rows for _ in low], 1) * (high - low)


def write(path, header, *columns):
    with open(path, "w") as file:
        file.write(",".join(header) + "\n")
        for row in np.hstack([column.reshape(len(column), -1) for column in columns]):
            file.write(",".join(repr(float(number)) for number in row) + "\n")


def write_test(folder, name, function, inputs, low, high):
    low, high = np.array(low, float), np.array(high, float)
    x = low + np.random.default_rng(5).random((2000, len(low))) * (high - low)
    y, jacobian = gradient(function, x)
    write(f"{folder}/{name}_test.csv", inputs, x)
    write(f"{folder}/{name}_truth.csv", inputs + ["y"] + [f"dy/d{i}" for i in inputs], x, y, jacobian)


def main(folder):
    for name, rows, noise in CASES:
        function, (inputs, low, high) = FUNCTIONS[name]
        for seed in (0, 1):
            x = hypercube(rows, low, high, 1000 + seed)
            y, jacobian = gradient(function, x)
            if noise:
                jacobian += np.random.default_rng(77 + seed).standard_normal(jacobian.shape) * np.sqrt((jacobian**2).mean(0)) * noise / 100
            write(f"{folder}/{name}{rows}{f'n{noise}' if noise else ''}_s{seed}.csv", inputs + ["y"] + [f"dy/d{i}" for i in inputs], x, y, jacobian)
    for name, (function, box) in FUNCTIONS.items():
        write_test(folder, name, function, *box)


if __name__ == "__main__":
    if sys.argv[2:] == ["further"]:
        import further
        further.main(sys.argv[1])
    else:
        main(sys.argv[1])
