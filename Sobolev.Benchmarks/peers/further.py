"""Twelve further engineering functions, each with an exact table and, for some, one that is spoilt as tables are in practice."""
import numpy as np

import tables


def piston(x):
    m, s, v0, k, p0, ta, t0 = x.T
    a = p0 * s + 19.62 * m - k * v0 / s
    v = s / (2 * k) * (np.sqrt(a**2 + 4 * k * p0 * v0 / t0 * ta) - a)
    return 2 * np.pi * np.sqrt(m / (k + s**2 * p0 * v0 / t0 * ta / v**2))


def ishigami(x):
    a, b, c = x.T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def franke(x):
    a, b = 9 * x.T
    return (0.75 * np.exp(-(a - 2) ** 2 / 4 - (b - 2) ** 2 / 4) + 0.75 * np.exp(-(a + 1) ** 2 / 49 - (b + 1) / 10)
            + 0.5 * np.exp(-(a - 7) ** 2 / 4 - (b - 3) ** 2 / 4) - 0.2 * np.exp(-(a - 4) ** 2 - (b - 7) ** 2))


def dette(x):
    y = 4 * (x[:, 0] - 2 + 8 * x[:, 1] - 8 * x[:, 1] ** 2) ** 2 + (3 - 4 * x[:, 1]) ** 2
    y = y + 16 * np.sqrt(x[:, 2] + 1) * (2 * x[:, 2] - 1) ** 2
    for i in range(3, 8):
        y = y + (i + 1) * np.log(1 + x[:, 2:i + 1].sum(1))
    return y


def friedman(x):
    return 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]


def branin(x):
    a, b = x.T
    return (b - 5.1 / (4 * np.pi**2) * a**2 + 5 / np.pi * a - 6) ** 2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(a) + 10


def hartmann(x):
    weights = [1, 1.2, 3, 3.2]
    slopes = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    centres = [[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
               [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]
    return -sum(w * np.exp(-(np.array(a) * (x - 1e-4 * np.array(p)) ** 2).sum(1)) for w, a, p in zip(weights, slopes, centres))


def currin(x):
    a, b = x.T
    return (1 - np.exp(-1 / (2 * b))) * (2300 * a**3 + 1900 * a**2 + 2092 * a + 60) / (100 * a**3 + 500 * a**2 + 4 * a + 20)


def cantilever(x):
    e, length, width, thickness, fx, fy = x.T
    return 4 * length**3 / (e * width * thickness) * np.sqrt((fy / thickness**2) ** 2 + (fx / width**2) ** 2)


def exchanger(x):
    flow, ratio, u, area = x.T
    units = u * area / flow
    lost = np.exp(-units * (1 - ratio))
    return (1 - lost) / (1 - ratio * lost)


def screening(x):
    w = 2 * (x - 0.5)
    w[:, [2, 4, 6]] = 2 * (1.1 * x[:, [2, 4, 6]] / (x[:, [2, 4, 6]] + 0.1) - 0.5)
    y = 20 * w[:, :6].sum(1) + sum((-1) ** i * w[:, i] for i in range(6, 10))
    for i in range(10):
        for j in range(i + 1, 10):
            y = y + (-15 if j < 5 else (-1) ** (i + j)) * w[:, i] * w[:, j]
    return y


def reactor(x):
    temperature, time, energy, factor = x.T
    k = np.exp(factor - energy / (8.314e-3 * temperature))
    return k * time / (1 + k * time)


def named(text, low, high):
    return text.split(), low, high


FUNCTIONS = {
    "piston": (piston, named("M S V0 k P0 Ta T0", [30, 0.005, 0.002, 1000, 90000, 290, 340], [60, 0.02, 0.01, 5000, 110000, 296, 360]), 60),
    "ishigami": (ishigami, named("a b c", [-np.pi] * 3, [np.pi] * 3), 60),
    "franke": (franke, named("x1 x2", [0] * 2, [1] * 2), 30),
    "dette": (dette, tables.cube(8, 0, 1), 100),
    "friedman": (friedman, tables.cube(5, 0, 1), 60),
    "branin": (branin, named("x1 x2", [-5, 0], [10, 15]), 25),
    "hartmann": (hartmann, tables.cube(6, 0, 1), 150),
    "currin": (currin, named("x1 x2", [0.01, 0.05], [1, 1]), 20),
    "cantilever": (cantilever, named("E L w t X Y", [2.6e7, 90, 2, 1.5, 300, 700], [3.2e7, 110, 3.5, 2.8, 700, 1300]), 50),
    "exchanger": (exchanger, named("C Cr U A", [0.5, 0.1, 0.1, 1], [2, 0.9, 0.5, 10]), 40),
    "screening": (screening, tables.cube(10, 0, 1), 100),
    "reactor": (reactor, named("T tau E lnA", [320, 1, 60, 18], [400, 100, 80, 24]), 60),
}


def spoilt(name, x, y, jacobian, stream):
    """The table under the names of its defects."""
    def noisy(numbers, part):
        return numbers + part * np.sqrt(((numbers - numbers.mean(0)) ** 2).mean(0)) * stream.standard_normal(numbers.shape)

    def holed(numbers, part):
        return np.where(stream.random(numbers.shape) < part, np.nan, numbers)

    wrong = jacobian.copy()
    if name == "piston":
        wrong[:, 1] *= -1
        yield "sign", y, wrong
    if name == "friedman":
        wrong[:, [0, 3]] = jacobian[:, [3, 0]]
        yield "swapped", y, wrong
    if name == "cantilever":
        wrong[:, 2] *= 25.4
        yield "unit", y, wrong
    if name == "ishigami":
        yield "noise", noisy(y, 0.02), jacobian
    if name == "franke":
        yield "slopes", y, noisy(jacobian, 0.1)
    if name == "hartmann":
        yield "holes", holed(y, 0.3), holed(jacobian, 0.3)
    if name == "dette":
        yield "both", noisy(y, 0.02), noisy(jacobian, 0.05)


def main(folder):
    for name, (function, (inputs, low, high), rows) in FUNCTIONS.items():
        header = inputs + ["y"] + [f"dy/d{i}" for i in inputs]
        x = tables.hypercube(rows, low, high, 2000)
        y, jacobian = tables.gradient(function, x)
        tables.write(f"{folder}/{name}_exact_s0.csv", header, x, y, jacobian)
        for defect, values, slopes in spoilt(name, x, y, jacobian, np.random.default_rng(3)):
            tables.write(f"{folder}/{name}_{defect}_s0.csv", header, x, values, slopes)
        tables.write_test(folder, name, function, inputs, low, high)
