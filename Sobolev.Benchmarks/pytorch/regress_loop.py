"""One turn of compare.sh: the default training of `sobolev regress` as a plain PyTorch loop, on one thread.

Prints lines "pytorch", case, then microseconds per update: median and least of the slices, and processor time.
"""

import time

begun = time.perf_counter()
import torch

IMPORT_SECONDS = time.perf_counter() - begun
SECONDS_PER_CASE = 2.0
SLICE = 10


def rosenbrock(count):
    points = torch.rand(count, 2, generator=torch.Generator().manual_seed(0)) * 4 - 2
    x, y = points[:, 0], points[:, 1]
    values = 100 * (y - x**2) ** 2 + (x - 1) ** 2
    gradients = torch.stack([-400 * x * (y - x**2) + 2 * (x - 1), 200 * (y - x**2)], dim=1)
    return points.requires_grad_(), values, gradients


def training(samples, is_sobolev):
    """A function that does one update and returns its loss as a number, as a training that watches for divergence must."""
    points, values, gradients = rosenbrock(samples)
    network = torch.nn.Sequential(
        torch.nn.Linear(2, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, 1)
    )
    adam = torch.optim.Adam(network.parameters(), lr=3e-5)

    def update():
        adam.zero_grad(set_to_none=True)
        output = network(points).squeeze(1)
        loss = ((output - values) ** 2).mean()
        if is_sobolev:
            (slopes,) = torch.autograd.grad(output.sum(), points, create_graph=True)
            loss = loss + ((slopes - gradients) ** 2).sum(1).mean()
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
    for method, samples in (("regular", 20), ("sobolev", 20), ("regular", 100), ("sobolev", 100)):
        update = training(samples, method == "sobolev")
        for _ in range(5):
            seconds(update)
        slices = []
        start, processor = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < SECONDS_PER_CASE:
            slices.append(seconds(update) / SLICE)
        used = (time.process_time() - processor) / (len(slices) * SLICE)
        slices.sort()
        print(f"pytorch {method}-{samples} {1e6 * slices[len(slices) // 2]:.1f} {1e6 * slices[0]:.1f} {1e6 * used:.1f}")


main()
