"""One turn of compare.sh and shapes.sh: Sobolev training as a plain PyTorch loop, on one thread.

Without an argument the default training of `sobolev regress`; with "shapes" other networks and batches.
Prints lines "pytorch", case, then microseconds per update: median and least of the slices, and processor time.
"""

import sys
import time

begun = time.perf_counter()
import torch

IMPORT_SECONDS = time.perf_counter() - begun
SECONDS_PER_CASE = 2.0
SLICE = 10


DEFAULT = dict(inputs=2, hidden=(256, 256), outputs=1, activation=torch.nn.ReLU, samples=20, rows=0, is_sobolev=True)
CASES = {
    "regular-20": dict(is_sobolev=False),
    "sobolev-20": dict(),
    "regular-100": dict(samples=100, is_sobolev=False),
    "sobolev-100": dict(samples=100),
}
SHAPES = {
    "sobolev-1000": dict(samples=1000),
    "silu-100": dict(samples=100, activation=torch.nn.SiLU),
    "tanh-20": dict(activation=torch.nn.Tanh),
    "8-64x3-silu-100": dict(inputs=8, hidden=(64, 64, 64), activation=torch.nn.SiLU, samples=100),
    "8-32x2-silu-50": dict(inputs=8, hidden=(32, 32), activation=torch.nn.SiLU, samples=50),
    "2-512x4-100": dict(hidden=(512, 512, 512, 512), samples=100),
    "20-256x2-100": dict(inputs=20, samples=100),
    "8-256x2-3-100": dict(inputs=8, outputs=3, samples=100),
    "batch-64-of-100000": dict(samples=64, rows=100_000),
}


def network_of(case):
    widths = (case["inputs"], *case["hidden"], case["outputs"])
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(fan_in, fan_out), case["activation"]()]
    return torch.nn.Sequential(*layers[:-1])


def training(case):
    """A function that does one update and returns its loss as a number, as a training that watches for divergence must."""
    rows, outputs = max(case["rows"], case["samples"]), case["outputs"]
    points, values = torch.randn(rows, case["inputs"]), torch.randn(rows, outputs)
    jacobians = torch.randn(rows, outputs, case["inputs"])
    network = network_of(case)
    adam = torch.optim.Adam(network.parameters(), lr=3e-5)
    order, at = torch.randperm(rows), 0
    whole = points.clone().requires_grad_()

    def batch():
        nonlocal order, at
        if case["rows"] == 0:
            return whole, values, jacobians
        if at + case["samples"] > rows:
            order, at = torch.randperm(rows), 0
        chosen = order[at : at + case["samples"]]
        at += case["samples"]
        return points[chosen].requires_grad_(), values[chosen], jacobians[chosen]

    def update():
        x, y, slopes = batch()
        adam.zero_grad(set_to_none=True)
        output = network(x)
        loss = ((output - y) ** 2).sum(1).mean()
        if case["is_sobolev"]:
            for k in range(outputs):
                (slope,) = torch.autograd.grad(output[:, k].sum(), x, create_graph=True)
                loss = loss + ((slope - slopes[:, k]) ** 2).sum(1).mean()
        # the gradient by the points is wanted above, not here
        loss.backward(inputs=list(network.parameters()))
        adam.step()
        return loss.item()

    return update


def seconds(update):
    start = time.perf_counter()
    for _ in range(SLICE):
        update()
    return time.perf_counter() - start


def main():
    torch.set_num_threads(1)
    print(f"pytorch import {1e6 * IMPORT_SECONDS:.0f} {1e6 * IMPORT_SECONDS:.0f} {1e6 * IMPORT_SECONDS:.0f}")
    for name, changes in (SHAPES if sys.argv[1:] == ["shapes"] else CASES).items():
        update = training({**DEFAULT, **changes})
        for _ in range(5):
            seconds(update)
        slices = []
        start, processor = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < SECONDS_PER_CASE:
            slices.append(seconds(update) / SLICE)
        used = (time.process_time() - processor) / (len(slices) * SLICE)
        slices.sort()
        print(f"pytorch {name} {1e6 * slices[len(slices) // 2]:.1f} {1e6 * slices[0]:.1f} {1e6 * used:.1f}")


main()
