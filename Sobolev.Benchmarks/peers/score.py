"""Relative errors of predictions: value and gradient, as docs/fit.md defines them. python3 score.py TRUTH PREDICTED"""
import sys

import numpy as np


def score(truth, predicted):
    truth, predicted = (np.loadtxt(path, delimiter=",", skiprows=1) for path in (truth, predicted))
    inputs = (truth.shape[1] - 1) // 2
    spread = truth[:, :inputs].std(0)
    value = np.sqrt(((predicted[:, inputs] - truth[:, inputs]) ** 2).mean()) / truth[:, inputs].std()
    exact = truth[:, inputs + 1:] * spread
    slopes = predicted[:, inputs + 1:1 + 2 * inputs] * spread
    return value, np.sqrt(((slopes - exact) ** 2).sum() / (exact**2).sum())


if __name__ == "__main__":
    print("%.3g,%.3g" % score(sys.argv[1], sys.argv[2]))
