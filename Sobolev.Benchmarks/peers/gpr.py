"""scikit-learn's Gaussian process of the values alone, a prediction with its gradient by differences. python3 gpr.py TABLE TEST OUT"""
import sys

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

table, test = (np.loadtxt(path, delimiter=",", skiprows=1) for path in sys.argv[1:3])
inputs = test.shape[1]
mean, spread = table[:, :inputs].mean(0), table[:, :inputs].std(0)
model = GaussianProcessRegressor(
    ConstantKernel(1, (1e-3, 1e7)) * RBF(np.ones(inputs), (1e-2, 1e4)), normalize_y=True, n_restarts_optimizer=3, random_state=0)
model.fit((table[:, :inputs] - mean) / spread, table[:, inputs])
scaled, step = (test - mean) / spread, 1e-4
slopes = np.stack([(model.predict(scaled + step * unit) - model.predict(scaled - step * unit)) / (2 * step) for unit in np.eye(inputs)], 1) / spread
with open(sys.argv[3], "w") as out:
    with open(sys.argv[1]) as header:
        out.write(header.readline())
    np.savetxt(out, np.hstack([test, model.predict(scaled)[:, None], slopes]), delimiter=",")
