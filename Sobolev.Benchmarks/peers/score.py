"""Relative errors of predictions, value and gradient, as docs/fit.md defines them; with --std columns also the parts of values and partials
within 1 and within 1.96 standard deviations. python3 score.py TRUTH PREDICTED"""
import sys

import numpy as np


def read(path):
    with open(path) as file:
        names = file.readline().strip().split(",")
    return dict(zip(names, np.loadtxt(path, delimiter=",", skiprows=1).T))


def score(truth, predicted):
    truth, predicted = read(truth), read(predicted)
    inputs = [name for name in truth if f"dy/d{name}" in truth]
    rows = len(predicted["y"])
    truth = {name: column[:rows] for name, column in truth.items()}
    error = {name: predicted[name] - truth[name] for name in ["y"] + [f"dy/d{i}" for i in inputs]}
    value = np.sqrt((error["y"] ** 2).mean()) / truth["y"].std()
    wrong = sum((error[f"dy/d{i}"] ** 2).sum() * truth[i].var() for i in inputs)
    scores = [value, np.sqrt(wrong / sum((truth[f"dy/d{i}"] ** 2).sum() * truth[i].var() for i in inputs))]
    if "y_std" in predicted:
        for names in (["y"], [f"dy/d{i}" for i in inputs]):
            for deviations in (1, 1.96):
                scores.append(np.mean([np.abs(error[name]) <= deviations * predicted[name + "_std"] for name in names]))
    return scores


if __name__ == "__main__":
    print(",".join("%.3g" % number for number in score(sys.argv[1], sys.argv[2])))
