#!/usr/bin/env python3
"""Trains a plain PyTorch network on the very points and first weights of a regress run and compares test errors row by row.

Usage: python3 witness.py RUN_FOLDER [UPDATES]     RUN_FOLDER must hold rosenbrock, 20 samples, of the default network and optimiser.
The random streams are the tool's (SplitMix64, seeded by SHA-256 of "seed/name"), written here a second time from their description.
"""
import csv
import hashlib
import math
import os
import struct
import sys

import torch

MASK = (1 << 64) - 1


class Stream:
    def __init__(self, seed, name):
        self.state = struct.unpack("<Q", hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8])[0]

    def uniform(self, low, high):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return low + (high - low) * ((z ^ (z >> 31)) >> 11) / (1 << 53)


def rosenbrock(x):
    return 100 * (x[:, 1] - x[:, 0] ** 2) ** 2 + (x[:, 0] - 1) ** 2


def points(seed, name, count):
    stream = Stream(seed, f"{name}/rosenbrock")
    x = torch.tensor([[stream.uniform(-2, 2), stream.uniform(-2, 2)] for _ in range(count)], dtype=torch.float64, requires_grad=True)
    y = rosenbrock(x)
    return x.detach().float(), y.detach().float(), torch.autograd.grad(y.sum(), x)[0].float()


def network(seed):
    stream = Stream(seed, "weights")
    layers = []
    for fan_in, fan_out in ((2, 256), (256, 256), (256, 1)):
        layer, bound = torch.nn.Linear(fan_in, fan_out), 1 / math.sqrt(fan_in)
        weight = [stream.uniform(-bound, bound) for _ in range(fan_in * fan_out)]
        layer.weight.data = torch.tensor(weight, dtype=torch.float64).reshape(fan_out, fan_in).float()
        layer.bias.data = torch.tensor([stream.uniform(-bound, bound) for _ in range(fan_out)], dtype=torch.float64).float()
        layers += [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def value_and_gradient(model, x, create_graph):
    x = x.clone().requires_grad_(True)
    value = model(x).squeeze(1)
    return value, torch.autograd.grad(value.sum(), x, create_graph=create_graph)[0]


def train(seed, method, expected, updates):
    x, y, g = points(seed, "data", 20)
    test_x, test_y, test_g = points(seed, "test", 10_000)
    model = network(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-5)
    for step in range(updates + 1):
        if step in expected and step % 5000 == 0:
            value, gradient = value_and_gradient(model, test_x, False)
            ours, theirs = expected[step], (((value - test_y) ** 2).mean().item(), ((gradient - test_g) ** 2).sum(1).mean().item())
            print(f"{method},{seed},{step},{ours[0]:.8g},{theirs[0]:.8g},{abs(ours[0] / theirs[0] - 1):.1e},{abs(ours[1] / theirs[1] - 1):.1e}", flush=True)
        optimizer.zero_grad()
        if method == "sobolev":
            value, gradient = value_and_gradient(model, x, True)
            loss = ((value - y) ** 2).mean() + ((gradient - g) ** 2).sum(1).mean()
        else:
            loss = ((model(x).squeeze(1) - y) ** 2).mean()
        loss.backward()
        optimizer.step()


torch.set_num_threads(1)
folder, updates = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
rows = {}
with open(os.path.join(folder, "metrics.csv")) as table:
    for row in csv.DictReader(table):
        if (row["function"], row["samples"]) == ("rosenbrock", "20"):
            rows.setdefault((row["method"], int(row["seed"])), {})[int(row["step"])] = (float(row["test_value_mse"]), float(row["test_gradient_mse"]))
print("method,seed,step,test_value_mse_sobolev,test_value_mse_pytorch,relative_difference_value,relative_difference_gradient")
for (method, seed), expected in rows.items():
    if seed == min(seed for _, seed in rows):
        train(seed, method, expected, min(updates, max(expected)))
