"""The updates of `Sobolev.Benchmarks gpu` as PyTorch loops on a GPU, the ways that its users have: operation by operation (eager), the
whole step as one CUDA graph (graph), and compiled (compile, mode reduce-overhead). Convolutional networks are channels-last; optimisers are
fused; batches lie on the GPU; no loss is read.

    gpu_loop.py [--device DEVICE] [--seconds S] [--ways eager,graph,compile] [CASE ...]

Prints lines "pytorch", case, precision, way, then microseconds per update: median and least of the slices.
"""

import argparse
import sys
import time
import traceback

import torch
from resnet import ResNet
from torch import nn
from torch.nn import functional as F

SLICES = 9
PRECISIONS = ("float32", "tf32", "bfloat16")


def autocast(precision, device):
    return torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16")


def set_precision(precision):
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"


def fused(parameters, **more):
    """Options of an optimiser that is one kernel; GPUs only."""
    return {"fused": True, **more} if parameters[0].is_cuda else {}


def regress(device, networks, samples, order):
    """So many networks 2-256-256-1 at once, on values, gradients and, with order 2, a product of the Hessian with a random direction."""
    points = (torch.rand(networks, samples, 2, device=device) * 4 - 2).requires_grad_()
    values, gradients, products = (torch.randn(networks, samples, *rest, device=device) for rest in ((), (2,), (2,)))
    directions = F.normalize(torch.randn(networks, samples, 2, device=device), dim=2)
    layers = [(2, 256), (256, 256), (256, 1)]
    weights = [(torch.randn(networks, i, o, device=device) / i**0.5).requires_grad_() for i, o in layers]
    biases = [torch.zeros(networks, 1, o, device=device, requires_grad=True) for _, o in layers]
    activation = torch.tanh if order == 2 else torch.relu

    def loss():
        x = points
        for number, (weight, bias) in enumerate(zip(weights, biases)):
            x = torch.baddbmm(bias, x, weight)
            x = activation(x) if number < 2 else x.squeeze(2)
        (slopes,) = torch.autograd.grad(x.sum(), points, create_graph=True)
        total = (x - values).square().mean(1).sum() + (slopes - gradients).square().sum(2).mean(1).sum()
        if order == 2:
            (product,) = torch.autograd.grad((slopes * directions).sum(), points, create_graph=True)
            total = total + (product - products).square().sum(2).mean(1).sum()
        return total

    return loss, weights + biases, lambda parameters: torch.optim.Adam(parameters, lr=3e-5, **fused(parameters, capturable=True))


def policy(channels, hidden, actions=3):
    kernels = ((8, 4), (4, 2), (3, 1))
    layers, before, side = [], 4, 84
    for (kernel, stride), width in zip(kernels, channels):
        layers += [nn.Conv2d(before, width, kernel, stride), nn.ReLU()]
        before, side = width, (side - kernel) // stride + 1
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(before * side * side, hidden), nn.ReLU(), nn.Linear(hidden, actions), nn.LogSoftmax(1))


def distill(device, method):
    """Batches of 200 histories of four frames."""
    student = policy((16, 32), 256).to(device, memory_format=torch.channels_last)
    teacher = policy((32, 64, 64), 512).to(device, memory_format=torch.channels_last).requires_grad_(False)
    histories = torch.rand(200, 4, 84, 84, device=device).contiguous(memory_format=torch.channels_last)
    known = teacher(histories).detach()
    at = histories.detach().requires_grad_()
    directions = F.normalize(torch.randn(200, 3, device=device), dim=1)

    def loss():
        if method == "regular":
            return F.kl_div(student(histories), known, log_target=True, reduction="batchmean")
        (theirs,) = torch.autograd.grad((teacher(at) * directions).sum(), at)
        log_policy = student(at)
        (ours,) = torch.autograd.grad((log_policy * directions).sum(), at, create_graph=True)
        gradient = (ours - theirs).square().flatten(1).sum(1).mean()
        return F.kl_div(log_policy, known, log_target=True, reduction="batchmean") + gradient

    return loss, list(student.parameters()), lambda parameters: torch.optim.Adam(parameters, lr=1e-4, **fused(parameters, capturable=True))


class WideBlock(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.short = nn.Conv2d(channels, width, 1, stride, bias=False) if stride > 1 or channels != width else None

    def forward(self, x):
        h = F.relu(self.bn1(x))
        return self.conv2(F.relu(self.bn2(self.conv1(h)))) + (x if self.short is None else self.short(h))


def wide_resnet():
    """WRN-16-1."""
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False)], 16
    for group, width in enumerate((16, 32, 64)):
        for block in range(2):
            layers.append(WideBlock(channels, width, 2 if group and not block else 1))
            channels = width
    return nn.Sequential(*layers, nn.BatchNorm2d(64), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def momentum(rate):
    return lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=0.9, weight_decay=5e-4, **fused(parameters))


def attention(device, method):
    """Batches of 128 images of 32x32; both networks are normalised by the batch."""
    student, teacher = (wide_resnet().to(device, memory_format=torch.channels_last) for _ in range(2))
    teacher.requires_grad_(False)
    images = torch.randn(128, 3, 32, 32, device=device).contiguous(memory_format=torch.channels_last).requires_grad_()
    labels = torch.randint(0, 10, (128,), device=device)

    def loss():
        if method == "student":
            return F.cross_entropy(student(images.detach()), labels)
        (theirs,) = torch.autograd.grad(F.cross_entropy(teacher(images), labels, reduction="sum"), images)
        losses = F.cross_entropy(student(images), labels, reduction="none")
        (ours,) = torch.autograd.grad(losses.sum(), images, create_graph=True)
        return losses.mean() + (ours - theirs).flatten(1).norm(dim=1).mean()

    return loss, list(student.parameters()), momentum(0.01)


def cifar(device, width, batch):
    """sg-cifar's network by backpropagation."""
    layers, channels = [], 3
    for stage, scale in enumerate((1, 2, 4, 8)):
        for layer in range(2 if stage == 0 else 3):
            stride = 2 if stage > 0 and layer == 0 else 1
            layers += [nn.Conv2d(channels, width * scale, 3, stride, 1, bias=False), nn.BatchNorm2d(width * scale), nn.ReLU()]
            channels = width * scale
    network = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * 16, 10)).to(device, memory_format=torch.channels_last)
    return classify(device, network, batch, 32, 10)


def imagenet(device, batch):
    """ResNet50 by backpropagation."""
    return classify(device, ResNet().to(device, memory_format=torch.channels_last), batch, 224, 1000)


def classify(device, network, batch, side, classes):
    images = torch.randn(batch, 3, side, side, device=device).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (batch,), device=device)
    return lambda: F.cross_entropy(network(images), labels), list(network.parameters()), momentum(0.01)


CASES = {
    "regress-64x20": (lambda device: regress(device, 64, 20, 1), ("float32",)),
    "regress-64x100": (lambda device: regress(device, 64, 100, 1), ("float32",)),
    "regress-280x20": (lambda device: regress(device, 280, 20, 1), ("float32",)),
    "regress-64x20-order2": (lambda device: regress(device, 64, 20, 2), ("float32",)),
    "distill-regular": (lambda device: distill(device, "regular"), PRECISIONS),
    "distill-sobolev": (lambda device: distill(device, "sobolev"), PRECISIONS),
    "attention-student": (lambda device: attention(device, "student"), PRECISIONS),
    "attention-transfer": (lambda device: attention(device, "transfer"), PRECISIONS),
    "sg-cifar-backprop": (lambda device: cifar(device, 64, 32), PRECISIONS),
    "sg-cifar-backprop-320": (lambda device: cifar(device, 64, 320), PRECISIONS),
    "sg-imagenet-backprop": (lambda device: imagenet(device, 128), PRECISIONS),
}


def eager(loss, parameters, optimiser, precision, device):
    def step():
        optimiser.zero_grad(set_to_none=True)
        with autocast(precision, device):
            total = loss()
        total.backward(inputs=parameters)
        optimiser.step()

    return step


def graph(loss, parameters, optimiser, precision, device):
    one = eager(loss, parameters, optimiser, precision, device)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            one()
    torch.cuda.current_stream().wait_stream(stream)
    recorded = torch.cuda.CUDAGraph()
    optimiser.zero_grad(set_to_none=True)
    with torch.cuda.graph(recorded):
        with autocast(precision, device):
            total = loss()
        total.backward(inputs=parameters)
        optimiser.step()
    return recorded.replay


def compiled(loss, parameters, optimiser, precision, device):
    def forward():
        with autocast(precision, device):
            return loss()

    fast = torch.compile(forward, mode="reduce-overhead")

    def step():
        torch.compiler.cudagraph_mark_step_begin()
        optimiser.zero_grad(set_to_none=True)
        fast().backward(inputs=parameters)
        optimiser.step()

    return step


WAYS = {"eager": eager, "graph": graph, "compile": compiled}
# a compiled region is differentiated once only
ONCE = ("distill-regular", "attention-student", "sg-cifar-backprop", "sg-cifar-backprop-320", "sg-imagenet-backprop")


def measure(step, seconds, wait):
    for _ in range(5):
        step()
    wait()
    start = time.perf_counter()
    for _ in range(5):
        step()
    wait()
    count = max(3, int(seconds / SLICES / ((time.perf_counter() - start) / 5)))
    times = []
    for _ in range(SLICES):
        start = time.perf_counter()
        for _ in range(count):
            step()
        wait()
        times.append((time.perf_counter() - start) / count)
    times.sort()
    return 1e6 * times[len(times) // 2], 1e6 * times[0]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--device", default="cuda")
    options.add_argument("--seconds", type=float, default=0.6)
    options.add_argument("--ways", default="eager,graph")
    options.add_argument("cases", nargs="*")
    chosen = options.parse_args()
    wait = torch.cuda.synchronize if chosen.device == "cuda" else lambda: None
    torch.backends.cudnn.benchmark = True
    for case in chosen.cases or CASES:
        build, precisions = CASES[case]
        for precision in precisions:
            set_precision(precision)
            for way in chosen.ways.split(","):
                if way == "compile" and (case not in ONCE or precision == "tf32") or way == "eager" and precision != "float32":
                    continue
                try:
                    torch.manual_seed(0)
                    loss, parameters, optimiser = build(chosen.device)
                    median, least = measure(WAYS[way](loss, parameters, optimiser(parameters), precision, chosen.device), chosen.seconds, wait)
                    print(f"pytorch {case} {precision} {way} {median:.1f} {least:.1f}", flush=True)
                except Exception as error:
                    print(f"pytorch {case} {precision} {way} failed {type(error).__name__}", flush=True)
                    traceback.print_exc(file=sys.stderr)


if __name__ == "__main__":
    main()
