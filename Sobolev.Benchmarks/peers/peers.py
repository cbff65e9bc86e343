"""Other programs on a table with partials, at the settings that they publish: predictions of values and gradients at the test points.

python3 peers.py            the programs that can be imported here, a name each
python3 peers.py PROGRAM TABLE TEST OUT
"""
import importlib.util
import sys

import numpy as np
import numpy.typing  # noqa: F401, peers name it without importing it


def by_differences(predict, points, mean, spread):
    """Values (points,) and gradients (points, inputs) of a program that predicts values, in the units of the table."""
    scaled, step = (points - mean) / spread, 1e-4
    slopes = [(predict(scaled + step * unit) - predict(scaled - step * unit)) / (2 * step) for unit in np.eye(points.shape[1])]
    return predict(scaled), np.stack(slopes, 1) / spread


def gpr(x, y, jacobian, test):
    """scikit-learn's Gaussian process of the values alone, length scales by the likelihood."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel

    mean, spread = x.mean(0), x.std(0)
    kernel = ConstantKernel(1, (1e-3, 1e7)) * RBF(np.ones(x.shape[1]), (1e-2, 1e4))
    model = GaussianProcessRegressor(kernel, normalize_y=True, n_restarts_optimizer=3, random_state=0).fit((x - mean) / spread, y)
    return by_differences(model.predict, test, mean, spread)


def jenn_network(hidden, **settings):
    def fit(x, y, jacobian, test):
        import jenn

        network = jenn.NeuralNet(layer_sizes=[x.shape[1], *hidden, 1])
        network.fit(x.T, y[None], jacobian.T[None], is_normalize=True, random_state=0, **settings)
        values, partials = network.evaluate(test.T)
        return values[0], partials[0].T

    return fit


def genn(x, y, jacobian, test):
    """SMT's gradient-enhanced network, all settings its defaults."""
    from smt.surrogate_models import GENN

    model = GENN(seed=0)
    model.options["print_global"] = False
    model.load_data(x, y, jacobian)
    model.train()
    return predictions(model, test)


def gekpls(x, y, jacobian, test):
    """SMT's gradient-enhanced kriging on two principal components, as its documentation calls it."""
    from smt.design_space import DesignSpace
    from smt.surrogate_models import GEKPLS

    space = DesignSpace(np.stack([x.min(0), x.max(0)], 1))
    model = GEKPLS(design_space=space, theta0=[1e-2] * 2, extra_points=1, n_comp=2, print_global=False)
    model.set_training_values(x, y)
    for column in range(x.shape[1]):
        model.set_training_derivatives(x, jacobian[:, column, None], column)
    model.train()
    return by_differences(lambda points: model.predict_values(points * x.std(0) + x.mean(0))[:, 0], test, x.mean(0), x.std(0))


def predictions(model, test):
    slopes = [model.predict_derivatives(test, column)[:, 0] for column in range(test.shape[1])]
    return model.predict_values(test)[:, 0], np.stack(slopes, 1)


# the name that is printed: the module it needs, and the fit
PROGRAMS = {
    "scikit-learn": ("sklearn", gpr),
    "jenn-readme": ("jenn", jenn_network([12], lambd=0.1)),
    "jenn": ("jenn", jenn_network([24, 24], alpha=1e-3, lambd=1e-4, max_iter=10_000)),
    "genn": ("smt", genn),
    "gekpls": ("smt", gekpls),
}


def main(program, table, test, out):
    rows, points = (np.loadtxt(path, delimiter=",", skiprows=1) for path in (table, test))
    inputs = points.shape[1]
    values, slopes = PROGRAMS[program][1](rows[:, :inputs], rows[:, inputs], rows[:, inputs + 1:], points)
    with open(out, "w") as file:
        with open(table) as header:
            file.write(header.readline())
        np.savetxt(file, np.hstack([points, values[:, None], slopes]), delimiter=",")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print("\n".join(name for name, (module, _) in PROGRAMS.items() if importlib.util.find_spec(module)))
    else:
        main(*sys.argv[1:])
