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


DEFAULT = dict(inputs=2, hidden=(256, 256), outputs=1, activation=torch.nn.ReLU, samples=20, rows=0, is_sobolev=True, is_closed_form=False)
CASES = {
    "regular-20": dict(is_sobolev=False),
    "sobolev-20": dict(),
    "regular-100": dict(samples=100, is_sobolev=False),
    "sobolev-100": dict(samples=100),
    "sobolev-20-closed-form": dict(is_closed_form=True),
    "sobolev-100-closed-form": dict(samples=100, is_closed_form=True),
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


def closed_form(case):
    """The Sobolev update of a ReLU network with two hidden layers and one output without autograd: its gradient in the four products of
    docs/kernels.md, all parameters in one tensor, Adam in one kernel where this PyTorch has it."""
    inputs, (first, second), samples = case["inputs"], case["hidden"], case["samples"]
    points, values, slopes = torch.randn(samples, inputs), torch.randn(samples, 1), torch.randn(samples, inputs)
    network = network_of(case)
    flat = torch.cat([parameter.detach().flatten() for parameter in network.parameters()])
    shapes = [parameter.shape for parameter in network.parameters()]
    flat.grad = torch.zeros_like(flat)

    def views(tensor):
        parts = tensor.split([shape.numel() for shape in shapes])
        return [part.view(shape) for part, shape in zip(parts, shapes)]

    w1, b1, w2, b2, w3, b3 = views(flat)
    dw1, db1, dw2, db2, dw3, db3 = views(flat.grad)
    try:
        adam = torch.optim.Adam([flat], lr=3e-5, fused=True)
        adam.step()
    except RuntimeError:
        adam = torch.optim.Adam([flat], lr=3e-5)
    z1, z2, u1, v2 = (torch.empty(samples, width) for width in (first, second, first, second))

    @torch.no_grad()
    def gradient():
        torch.addmm(b1, points, w1.t(), out=z1)
        on1 = (z1 > 0).float()
        a1 = z1 * on1
        torch.addmm(b2, a1, w2.t(), out=z2)
        on2 = (z2 > 0).float()
        a2 = z2 * on2
        dy = torch.addmm(b3, a2, w3.t()) - values
        g2 = on2 * w3
        torch.mm(g2, w2, out=u1)
        g1 = u1 * on1
        dj = g1 @ w1 - slopes
        loss = (dy.square().sum() + dj.square().sum()) / samples
        dy *= 2 / samples
        dj *= 2 / samples
        du1 = (dj @ w1.t()).mul_(on1)
        torch.mm(du1, w2.t(), out=v2)
        torch.sum(v2.mul_(on2).addcmul_(a2, dy), 0, keepdim=True, out=dw3)
        torch.sum(dy, 0, out=db3)
        torch.mm(g2.t(), du1.addcmul_(a1, dy), out=dw2)
        torch.mm(dy.t(), g2, out=db2.view(1, -1))
        torch.mm(dy.t(), g1, out=db1.view(1, -1))
        torch.mm(g1.t(), dj.addcmul_(points, dy), out=dw1)
        return loss

    def update():
        loss = gradient()
        adam.step()
        return loss.item()

    for part, parameter in zip(views(flat), network.parameters()):
        parameter.data = part
    gradient()
    loss = sobolev_loss(case, network, points.clone().requires_grad_(), values, slopes[:, None])
    loss.backward()
    expected = torch.cat([parameter.grad.flatten() for parameter in network.parameters()])
    assert (flat.grad - expected).norm() < 1e-5 * expected.norm(), "the closed form is not autograd's gradient"
    return update


def sobolev_loss(case, network, x, y, slopes):
    output = network(x)
    loss = ((output - y) ** 2).sum(1).mean()
    if case["is_sobolev"]:
        for k in range(case["outputs"]):
            (slope,) = torch.autograd.grad(output[:, k].sum(), x, create_graph=True)
            loss = loss + ((slope - slopes[:, k]) ** 2).sum(1).mean()
    return loss


def training(case):
    """A function that does one update and returns its loss as a number, as a training that watches for divergence must."""
    if case["is_closed_form"]:
        return closed_form(case)
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
        loss = sobolev_loss(case, network, x, y, slopes)
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
