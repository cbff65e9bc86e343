"""One turn of policies.sh: the updates of `sobolev distill` as plain PyTorch loops, batches of 200 frames, on one thread.

Prints lines "pytorch", case, then microseconds per update: median and least, and processor time. The teacher's policies of all frames are
known beforehand, as a loop would keep them; its input gradients are of a new random vector each time and cannot be.
"""

import torch
from torch import nn
from torch.nn import functional as F

from timed import print_case

SECONDS_PER_CASE = 12.0
BATCH, FRAMES, ACTIONS = 200, 2000, 3


def teacher():
    layers = [nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, ACTIONS), nn.LogSoftmax(1))


def student():
    layers = [nn.Conv2d(4, 16, 8, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU(), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(2592, 256), nn.ReLU(), nn.Linear(256, ACTIONS), nn.LogSoftmax(1))


class Lesson:
    def __init__(self):
        self.frames = torch.randint(0, 256, (FRAMES + 3, 84, 84), dtype=torch.uint8)
        self.network = teacher().requires_grad_(False)
        with torch.no_grad():
            self.policies = torch.cat([self.network(self.histories(rows)) for rows in torch.arange(FRAMES).split(BATCH)])

    def histories(self, rows):
        return self.frames[rows[:, None] + torch.arange(4)].float().div_(255)

    def next(self):
        rows = torch.randint(0, FRAMES, (BATCH,))
        return self.histories(rows), self.policies[rows]


def regular(lesson):
    network = student()
    adam = torch.optim.Adam(network.parameters(), lr=1e-4)

    def update():
        histories, policies = lesson.next()
        adam.zero_grad(set_to_none=True)
        loss = F.kl_div(network(histories), policies, log_target=True, reduction="batchmean")
        loss.backward()
        adam.step()
        return loss.item()

    return update


def sobolev(lesson):
    network = student()
    adam = torch.optim.Adam(network.parameters(), lr=1e-4)

    def slope(of, at, directions, graph):
        log_policy = of(at)
        return log_policy, torch.autograd.grad((log_policy * directions).sum(), at, create_graph=graph)[0]

    def update():
        histories, policies = lesson.next()
        adam.zero_grad(set_to_none=True)
        histories.requires_grad_()
        directions = F.normalize(torch.randn(BATCH, ACTIONS), dim=1)
        _, theirs = slope(lesson.network, histories, directions, False)
        log_policy, ours = slope(network, histories, directions, True)
        loss = F.kl_div(log_policy, policies, log_target=True, reduction="batchmean") + (ours - theirs).square().flatten(1).sum(1).mean()
        loss.backward(inputs=list(network.parameters()))
        adam.step()
        return loss.item()

    return update


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    lesson = Lesson()
    for name, training in (("regular", regular), ("sobolev", sobolev)):
        print_case(name, training(lesson), warm_up=3, seconds=SECONDS_PER_CASE)


main()
